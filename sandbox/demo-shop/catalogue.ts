/** The demo shop's catalogue: about 120 products of a house-and-garment shop in seven collections, the same for every seed. */
import type { Collection, Product } from './model.ts';

export type CatalogueProduct = Product & { priceMinor: number };

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

const openedAt = '2023-06-01T08:00:00Z';

const collection = (place: number, title: string): Collection => ({
  type: 'collection',
  id: String(460_000_000_000 + place * 32_768),
  title,
  updatedAt: openedAt,
});

/** One collection for each family, then the two that cross them. */
export const collections: readonly Collection[] = [
  ...families.map((family, place) => collection(place, family.productType)),
  collection(families.length, 'Hediyelik'),
  collection(families.length + 1, 'Fırsatlar'),
];

function buildCatalogue(): CatalogueProduct[] {
  const products: CatalogueProduct[] = [];
  const collectionId = (place: number): string => collections[place]?.id ?? '';
  for (const [place, family] of families.entries()) {
    for (const [position, title] of family.titles.entries()) {
      for (const [variation, factor] of variations) {
        const priceMinor = Math.round((family.fromMinor * (1 + position * 0.35) * factor) / 1_000) * 1_000 - 10;
        const id = String(8_100_000_000_000 + products.length * 32_768);
        const isGift = variation === 'İkili Set' || variation === 'Özel Seri';
        const isBargain = products.length % 7 === 0;
        products.push({
          type: 'product',
          id,
          title: `${title} – ${variation}`,
          productType: family.productType,
          vendor: family.vendor,
          priceMinor,
          tags: isGift ? ['hediye'] : [],
          collectionIds: [
            collectionId(place),
            ...(isGift ? [collectionId(families.length)] : []),
            ...(isBargain ? [collectionId(families.length + 1)] : []),
          ],
          createdAt: openedAt,
          updatedAt: openedAt,
        });
      }
    }
  }
  return products;
}

export const catalogue: readonly CatalogueProduct[] = buildCatalogue();

/** A product as the shop's records have it, without what only baskets need. */
export function productRecord({ priceMinor: _price, ...product }: CatalogueProduct): Product {
  return product;
}

export const shopCurrency = 'TRY';
