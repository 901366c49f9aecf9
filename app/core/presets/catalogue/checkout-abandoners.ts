/** Those who began to pay and broke off. */
import { abandonmentPreset } from '../abandonment.ts';

export const checkoutAbandoners = abandonmentPreset({
  id: 'checkout-abandoners',
  name: { tr: 'Ödemeyi Yarıda Bırakanlar', en: 'Checkout abandoners' },
  description: {
    tr: 'Ödemeye en son {hours} saat ile {windowDays} gün arasında bir süre önce başlamış ve o zamandan beri sipariş vermemiş olanlar.',
    en: 'Last started a checkout between {hours} h and {windowDays} days ago, and has not ordered since.',
  },
  fact: 'lastCheckoutAt',
  began: 'started a checkout',
});
