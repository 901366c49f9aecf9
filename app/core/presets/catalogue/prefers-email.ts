/** Those who are better reached by e-mail than by SMS. */
import { preferencePreset } from '../channelPreference.ts';

export const prefersEmail = preferencePreset('prefers-email', 'email', {
  name: { tr: 'Kanal Tercihi: E-posta', en: 'Channel preference: e-mail' },
  description: {
    tr: 'Hem e-posta hem SMS ile ulaşılabilen ve son {windowDays} gündeki tıklamalarının %{percent} kadarından fazlası e-postada olanlar.',
    en: 'Can be reached by e-mail and by SMS, and more than {percent} % of the clicks of the last {windowDays} days were in e-mails.',
  },
});
