/** Where customers live: provinces by their share of the shop's trade, each with some of its districts as cities. */

export type Place = { countryCode: string; province: string; cities: readonly string[] };

const turkey = (province: string, ...cities: string[]): Place => ({ countryCode: 'TR', province, cities });

export const places: readonly (readonly [Place, number])[] = [
  [turkey('İstanbul', 'Kadıköy', 'Üsküdar', 'Beşiktaş', 'Şişli', 'Bakırköy', 'Ümraniye', 'Esenyurt', 'Beylikdüzü'), 30],
  [turkey('Ankara', 'Çankaya', 'Keçiören', 'Yenimahalle', 'Etimesgut', 'Gölbaşı'), 12],
  [turkey('İzmir', 'Konak', 'Karşıyaka', 'Bornova', 'Çeşme', 'Urla'), 10],
  [turkey('Bursa', 'Nilüfer', 'Osmangazi', 'İnegöl'), 6],
  [turkey('Antalya', 'Muratpaşa', 'Konyaaltı', 'Alanya', 'Kaş'), 6],
  [turkey('Adana', 'Seyhan', 'Çukurova'), 4],
  [turkey('Konya', 'Selçuklu', 'Meram'), 4],
  [turkey('Gaziantep', 'Şahinbey', 'Şehitkamil'), 4],
  [turkey('Kocaeli', 'İzmit', 'Gebze'), 4],
  [turkey('Mersin', 'Yenişehir', 'Tarsus'), 3],
  [turkey('Eskişehir', 'Odunpazarı', 'Tepebaşı'), 3],
  [turkey('Muğla', 'Bodrum', 'Fethiye', 'Marmaris'), 3],
  [turkey('Kayseri', 'Melikgazi', 'Kocasinan'), 2],
  [turkey('Trabzon', 'Ortahisar', 'Akçaabat'), 2],
  [turkey('Samsun', 'Atakum', 'İlkadım'), 2],
  [turkey('Diyarbakır', 'Kayapınar', 'Bağlar'), 2],
  [turkey('Şanlıurfa', 'Haliliye', 'Eyyübiye'), 1],
  [turkey('Iğdır', 'Iğdır Merkez'), 1],
  [{ countryCode: 'DE', province: 'Berlin', cities: ['Berlin'] }, 1],
];
