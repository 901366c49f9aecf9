/** Those who agreed to SMS and to nothing else. */
import { onlyChannelPreset } from '../channelPreference.ts';

export const smsOnly = onlyChannelPreset('sms-only', 'sms', {
  name: { tr: 'Tek Kanal: SMS', en: 'One channel only: SMS' },
  description: {
    tr: 'Yalnızca SMS aboneliği olanlar.',
    en: 'Subscribed to SMS and to no other channel.',
  },
});
