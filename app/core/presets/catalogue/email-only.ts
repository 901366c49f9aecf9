/** Those who agreed to e-mail and to nothing else. */
import { onlyChannelPreset } from '../channelPreference.ts';

export const emailOnly = onlyChannelPreset('email-only', 'email', {
  name: { tr: 'Tek Kanal: E-posta', en: 'One channel only: e-mail' },
  description: {
    tr: 'Yalnızca e-posta aboneliği olanlar.',
    en: 'Subscribed to e-mail and to no other channel.',
  },
});
