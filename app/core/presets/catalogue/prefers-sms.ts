/** Those who are better reached by SMS than by e-mail. */
import { preferencePreset } from '../channelPreference.ts';

export const prefersSms = preferencePreset('prefers-sms', 'sms', {
  name: { tr: 'Kanal Tercihi: SMS', en: 'Channel preference: SMS' },
  description: {
    tr: "Hem e-posta hem SMS ile ulaşılabilen ve son {windowDays} gündeki tıklamalarının %{percent} kadarından fazlası SMS'te olanlar.",
    en: 'Can be reached by e-mail and by SMS, and more than {percent} % of the clicks of the last {windowDays} days were in text messages.',
  },
});
