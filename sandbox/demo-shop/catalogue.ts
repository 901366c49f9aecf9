/** The demo shop's catalogue: about 120 products of a house-and-garment shop, the same for every seed. */

export type Product = { id: string; title: string; productType: string; vendor: string; priceMinor: number };

type Family = { productType: string; vendor: string; fromMinor: number; titles: readonly string[] };

const families: readonly Family[] = [
  {
    productType: 'Havlu ve Bornoz',
    vendor: 'Pamukkale Dokuma',
    fromMinor: 24_990,
    titles: ['Bambu El Havlusu', 'Pamuklu Banyo Havlusu', 'Waffle Bornoz', 'Çocuk Pançosu', 'Peştamal', 'Plaj Havlusu'],
  },
  {
    productType: 'Nevresim',
    vendor: 'Uyku Evi',
    fromMinor: 89_990,
    titles: ['Saten Nevresim Takımı', 'Keten Nevresim Takımı', 'Lastikli Çarşaf', 'Yastık Kılıfı', 'Pike', 'Yorgan'],
  },
  {
    productType: 'Mutfak',
    vendor: 'Çınar Ev',
    fromMinor: 14_990,
    titles: [
      'Döküm Tava',
      'Bakır Cezve',
      'Çay Bardağı Seti',
      'Kahve Fincanı',
      'Ahşap Kesme Tahtası',
      'Cam Saklama Kabı',
    ],
  },
  {
    productType: 'Giyim',
    vendor: 'İpekyolu',
    fromMinor: 39_990,
    titles: ['Keten Gömlek', 'Örme Kazak', 'Yün Hırka', 'Pamuklu Tişört', 'Şile Bezi Elbise', 'İpek Eşarp'],
  },
  {
    productType: 'Kozmetik',
    vendor: 'Gül Bahçesi',
    fromMinor: 9_990,
    titles: ['Gül Suyu', 'Zeytinyağlı Sabun', 'Argan Yağı', 'Lavanta Kolonyası', 'El Kremi', 'Şampuan'],
  },
];

const variations = [
  ['Klasik', 1],
  ['Büyük Boy', 1.6],
  ['Özel Seri', 2.4],
  ['İkili Set', 1.85],
] as const;

function buildCatalogue(): Product[] {
  const products: Product[] = [];
  for (const family of families) {
    for (const [position, title] of family.titles.entries()) {
      for (const [variation, factor] of variations) {
        const priceMinor = Math.round((family.fromMinor * (1 + position * 0.35) * factor) / 1_000) * 1_000 - 10;
        const id = String(8_100_000_000_000 + products.length * 32_768);
        products.push({
          id,
          title: `${title} – ${variation}`,
          productType: family.productType,
          vendor: family.vendor,
          priceMinor,
        });
      }
    }
  }
  return products;
}

export const catalogue: readonly Product[] = buildCatalogue();

export const shopCurrency = 'TRY';
