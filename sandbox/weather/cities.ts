/** The places that the stand-in knows: where the demo shop's customers live, Turkey's provinces with much trade, and the world. */

export interface City {
  readonly id: number;
  readonly name: string;
  /** Further spellings, in no particular language. */
  readonly otherNames: readonly string[];
  /** Its name in other languages. */
  readonly translations: Readonly<Partial<Record<string, string>>>;
  readonly countryCode: string;
  readonly province: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Metres above the sea. */
  readonly elevation: number;
  readonly population: number;
  readonly timezone: string;
}

type Row = readonly [
  name: string,
  province: string,
  latitude: number,
  longitude: number,
  elevation: number,
  population: number,
];

/** Population in thousands. */
const turkey: readonly Row[] = [
  ['İstanbul', 'İstanbul', 41.01384, 28.94966, 39, 15_702],
  ['Kadıköy', 'İstanbul', 40.98333, 29.03333, 24, 467],
  ['Üsküdar', 'İstanbul', 41.02252, 29.02369, 30, 582],
  ['Beşiktaş', 'İstanbul', 41.04222, 29.00806, 20, 186],
  ['Şişli', 'İstanbul', 41.06046, 28.98717, 110, 314],
  ['Bakırköy', 'İstanbul', 40.98056, 28.87222, 15, 229],
  ['Ümraniye', 'İstanbul', 41.01643, 29.12476, 130, 573],
  ['Esenyurt', 'İstanbul', 41.02697, 28.67732, 90, 846],
  ['Beylikdüzü', 'İstanbul', 40.98235, 28.63998, 80, 185],
  ['Ankara', 'Ankara', 39.91987, 32.85427, 874, 5_750],
  ['Çankaya', 'Ankara', 39.9179, 32.86268, 900, 792],
  ['Keçiören', 'Ankara', 39.97986, 32.86687, 1_075, 817],
  ['Yenimahalle', 'Ankara', 39.97181, 32.81161, 850, 608],
  ['Etimesgut', 'Ankara', 39.94986, 32.67759, 807, 416],
  ['Gölbaşı', 'Ankara', 39.78897, 32.81129, 990, 62],
  ['İzmir', 'İzmir', 38.41273, 27.13838, 2, 2_500],
  ['Konak', 'İzmir', 38.41885, 27.12872, 4, 390],
  ['Karşıyaka', 'İzmir', 38.45908, 27.11496, 5, 310],
  ['Bornova', 'İzmir', 38.46667, 27.21667, 30, 450],
  ['Çeşme', 'İzmir', 38.32278, 26.30639, 5, 43],
  ['Urla', 'İzmir', 38.32289, 26.76687, 60, 66],
  ['Bursa', 'Bursa', 40.19266, 29.08403, 155, 1_412],
  ['Nilüfer', 'Bursa', 40.21, 28.96, 120, 475],
  ['Osmangazi', 'Bursa', 40.19816, 29.05944, 150, 860],
  ['İnegöl', 'Bursa', 40.07806, 29.51333, 300, 133],
  ['Yenişehir', 'Bursa', 40.26444, 29.65306, 245, 30],
  ['Antalya', 'Antalya', 36.90812, 30.69556, 40, 758],
  ['Muratpaşa', 'Antalya', 36.88, 30.71, 40, 510],
  ['Konyaaltı', 'Antalya', 36.86, 30.63, 10, 190],
  ['Alanya', 'Antalya', 36.54375, 31.99982, 10, 112],
  ['Kaş', 'Antalya', 36.19944, 29.64111, 15, 7],
  ['Adana', 'Adana', 36.98615, 35.32531, 26, 1_779],
  ['Seyhan', 'Adana', 36.99, 35.32, 25, 790],
  ['Çukurova', 'Adana', 37.05, 35.28, 70, 380],
  ['Konya', 'Konya', 37.87135, 32.48464, 1_016, 876],
  ['Selçuklu', 'Konya', 37.95, 32.5, 1_030, 660],
  ['Meram', 'Konya', 37.83639, 32.43833, 1_040, 345],
  ['Gaziantep', 'Gaziantep', 37.05944, 37.3825, 850, 1_065],
  ['Şahinbey', 'Gaziantep', 37.06, 37.36, 840, 930],
  ['Şehitkamil', 'Gaziantep', 37.08, 37.37, 860, 830],
  ['İzmit', 'Kocaeli', 40.76694, 29.91694, 100, 332],
  ['Gebze', 'Kocaeli', 40.80276, 29.43068, 130, 161],
  ['Mersin', 'Mersin', 36.81196, 34.63886, 9, 537],
  ['Yenişehir', 'Mersin', 36.79, 34.58, 10, 260],
  ['Tarsus', 'Mersin', 36.91766, 34.89277, 23, 230],
  ['Eskişehir', 'Eskişehir', 39.77667, 30.52056, 790, 515],
  ['Odunpazarı', 'Eskişehir', 39.76, 30.52, 800, 400],
  ['Tepebaşı', 'Eskişehir', 39.78, 30.5, 790, 360],
  ['Muğla', 'Muğla', 37.21807, 28.3665, 655, 43],
  ['Bodrum', 'Muğla', 37.03833, 27.42917, 15, 39],
  ['Fethiye', 'Muğla', 36.62167, 29.11639, 5, 50],
  ['Marmaris', 'Muğla', 36.855, 28.27417, 10, 22],
  ['Kayseri', 'Kayseri', 38.73222, 35.48528, 1_054, 592],
  ['Melikgazi', 'Kayseri', 38.72, 35.49, 1_060, 560],
  ['Kocasinan', 'Kayseri', 38.74, 35.48, 1_050, 400],
  ['Trabzon', 'Trabzon', 41.005, 39.72694, 40, 244],
  ['Ortahisar', 'Trabzon', 41.0, 39.72, 50, 330],
  ['Akçaabat', 'Trabzon', 41.02083, 39.57167, 10, 36],
  ['Samsun', 'Samsun', 41.27976, 36.3361, 4, 639],
  ['Atakum', 'Samsun', 41.33, 36.27, 10, 220],
  ['İlkadım', 'Samsun', 41.29, 36.33, 20, 330],
  ['Diyarbakır', 'Diyarbakır', 37.91363, 40.21721, 675, 644],
  ['Kayapınar', 'Diyarbakır', 37.94, 40.18, 680, 400],
  ['Bağlar', 'Diyarbakır', 37.92, 40.19, 680, 390],
  ['Şanlıurfa', 'Şanlıurfa', 37.16708, 38.79392, 518, 449],
  ['Haliliye', 'Şanlıurfa', 37.16, 38.8, 520, 390],
  ['Eyyübiye', 'Şanlıurfa', 37.14, 38.79, 510, 380],
  ['Iğdır', 'Iğdır', 39.92371, 44.045, 858, 76],
  ['Batman', 'Batman', 37.88738, 41.13221, 550, 447],
  ['Erzurum', 'Erzurum', 39.90861, 41.27694, 1_893, 420],
  ['Sivas', 'Sivas', 39.74833, 37.01611, 1_278, 264],
  ['Van', 'Van', 38.49457, 43.38323, 1_726, 371],
  ['Rize', 'Rize', 41.02083, 40.52194, 10, 105],
];

type Abroad = readonly [countryCode: string, timezone: string, translations: Record<string, string>, ...row: Row];
const world: readonly Abroad[] = [
  ['DE', 'Europe/Berlin', {}, 'Berlin', 'Berlin', 52.52437, 13.41053, 74, 3_426],
  ['DE', 'Europe/Berlin', { de: 'München', tr: 'Münih' }, 'Munich', 'Bavaria', 48.13743, 11.57549, 524, 1_260],
  ['AT', 'Europe/Vienna', { de: 'Wien', tr: 'Viyana' }, 'Vienna', 'Vienna', 48.20849, 16.37208, 171, 1_691],
  ['NL', 'Europe/Amsterdam', {}, 'Amsterdam', 'North Holland', 52.37403, 4.88969, 13, 741],
  ['FR', 'Europe/Paris', {}, 'Paris', 'Île-de-France', 48.85341, 2.3488, 42, 2_138],
  ['GB', 'Europe/London', { tr: 'Londra' }, 'London', 'England', 51.50853, -0.12574, 25, 8_961],
  ['AZ', 'Asia/Baku', { az: 'Bakı', tr: 'Bakü' }, 'Baku', 'Baki', 40.37767, 49.89201, -28, 1_116],
  ['US', 'America/New_York', {}, 'New York', 'New York', 40.71427, -74.00597, 10, 8_804],
  ['US', 'America/New_York', {}, 'Berlin', 'New Hampshire', 44.46867, -71.18508, 311, 9],
  ['JP', 'Asia/Tokyo', {}, 'Tokyo', 'Tokyo', 35.6895, 139.69171, 44, 9_733],
  ['AU', 'Australia/Sydney', {}, 'Sydney', 'New South Wales', -33.86785, 151.20732, 58, 4_627],
  ['AU', 'Australia/Melbourne', {}, 'Batman', 'Victoria', -37.74, 144.96, 60, 12],
  ['NO', 'Europe/Oslo', {}, 'Tromsø', 'Troms', 69.6489, 18.95508, 10, 64],
];

/** Without the marks of its letters, a dotless i dotted: another spelling under which such a city is known. */
const plain = (name: string): string => name.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ı', 'i');

const FIRST_ID = 300_000;

export const cities: readonly City[] = [
  ...turkey.map((row): Abroad => ['TR', 'Europe/Istanbul', row[0] === 'İstanbul' ? { en: 'Istanbul' } : {}, ...row]),
  ...world,
].map(([countryCode, timezone, translations, name, province, latitude, longitude, elevation, thousands], index) => ({
  id: FIRST_ID + index,
  name,
  // Large cities are known by such a spelling too; of small ones the list of names is not so complete.
  otherNames: thousands >= 400 && plain(name) !== name ? [plain(name)] : [],
  translations,
  countryCode,
  province,
  latitude,
  longitude,
  elevation,
  population: thousands * 1_000,
  timezone,
}));
