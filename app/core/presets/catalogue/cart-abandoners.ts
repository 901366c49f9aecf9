/** Those who filled a cart and left it. */
import { abandonmentPreset } from '../abandonment.ts';

export const cartAbandoners = abandonmentPreset({
  id: 'cart-abandoners',
  name: { tr: 'Sepeti Terk Edenler', en: 'Cart abandoners' },
  description: {
    tr: 'Sepete en son {hours} saat ile {windowDays} gün arasında bir süre önce ürün eklemiş ve o zamandan beri sipariş vermemiş olanlar.',
    en: 'Last added to the cart between {hours} h and {windowDays} days ago, and has not ordered since.',
  },
  fact: 'lastCartAt',
  began: 'added to the cart',
});
