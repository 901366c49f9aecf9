/** The form of what is held of a customer, and the headings that several tables share. */

export interface Words {
  tr: string;
  en: string;
}

export interface Holding {
  table: string;
  heading: Words;
  /** What it is kept for. */
  purpose: Words;
  /** Each column with its heading, Turkish first. */
  columns: Readonly<Record<string, readonly [tr: string, en: string]>>;
}

export const customerId = ['Müşteri numarası', 'Customer number'] as const;
export const emailKey = ['E-posta (arama biçimi)', 'E-mail (form for searching)'] as const;
export const occurredAt = ['Zaman', 'Time'] as const;
export const currency = ['Para birimi', 'Currency'] as const;
export const orderId = ['Sipariş kimliği', 'Order id'] as const;
export const productId = ['Ürün kimliği', 'Product id'] as const;
export const toldAt = ['Bize bildirildiği an', 'When we were told'] as const;
export const createdAt = ['Oluşturulma', 'Created'] as const;
export const updatedAt = ['Son değişiklik', 'Last changed'] as const;
export const deletedAt = ['Silinme', 'Deleted'] as const;
export const lastAt = ['Son zaman', 'Latest time'] as const;
export const day = ['Gün', 'Day'] as const;
export const eventName = ['Olay', 'Event'] as const;
export const total = ['Tutar', 'Total'] as const;
export const discount = ['İndirim', 'Discount'] as const;
export const segment = ['Segment numarası', 'Segment number'] as const;
