/** What a customer has agreed to, and what became of the e-mails sent to them. */
import { declareFacts } from '../fact.ts';

const subscribedAt = (channel: string): string =>
  `CASE WHEN c.${channel}_consent = 'subscribed' THEN c.${channel}_consent_at END`;
const withdrawnAt = (channel: string): string =>
  `CASE WHEN c.${channel}_consent = 'unsubscribed' THEN c.${channel}_consent_at END`;
const reachable = (key: string, channel: string): string =>
  `(c.${key} IS NOT NULL AND coalesce(c.${channel}_consent = 'subscribed', false))`;

export const marketingFacts = declareFacts({
  emailSubscribedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'E-posta aboneliği', en: 'E-mail subscription' },
    doc: 'When the e-mail consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
    from: { source: 'customer', sql: subscribedAt('email') },
  },
  smsSubscribedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'SMS aboneliği', en: 'SMS subscription' },
    doc: 'When the SMS consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
    from: { source: 'customer', sql: subscribedAt('sms') },
  },
  whatsappSubscribedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'WhatsApp aboneliği', en: 'WhatsApp subscription' },
    doc: 'When the WhatsApp consent now in force was given, by its own timestamp; null unless that consent is subscribed.',
    from: { source: 'customer', sql: subscribedAt('whatsapp') },
  },
  emailWithdrawnAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'E-posta aboneliğinden ayrılma', en: 'Left e-mail' },
    doc: 'When the e-mail consent was withdrawn, by its own timestamp; null unless it is withdrawn now.',
    from: { source: 'customer', sql: withdrawnAt('email') },
  },
  smsWithdrawnAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'SMS aboneliğinden ayrılma', en: 'Left SMS' },
    doc: 'When the SMS consent was withdrawn, by its own timestamp; null unless it is withdrawn now.',
    from: { source: 'customer', sql: withdrawnAt('sms') },
  },
  emailReachable: {
    kind: 'flag',
    nullable: false,
    label: { tr: 'E-posta ile ulaşılabilir', en: 'Can be reached by e-mail' },
    doc: 'Has an e-mail address and the e-mail consent is subscribed.',
    from: { source: 'customer', sql: reachable('email_key', 'email') },
  },
  smsReachable: {
    kind: 'flag',
    nullable: false,
    label: { tr: 'SMS ile ulaşılabilir', en: 'Can be reached by SMS' },
    doc: 'Has a phone number that is one and the SMS consent is subscribed.',
    from: { source: 'customer', sql: reachable('phone_key', 'sms') },
  },
  lastReceivedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Aldığı son e-posta', en: 'Last e-mail received' },
    doc: 'When an e-mail was last delivered, as the partner reports it; null if none ever was.',
    from: { source: 'emails', sql: "max(e.occurred_at) FILTER (WHERE e.kind = 'received')" },
  },
  lastOpenedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'Açtığı son e-posta', en: 'Last e-mail opened' },
    doc: 'When an e-mail was last opened, machine opens left out unless the shop counts them; null if none ever was.',
    from: { source: 'emails', sql: 'max(e.occurred_at) FILTER (WHERE e.is_open)' },
  },
  lastClickedAt: {
    kind: 'instant',
    nullable: true,
    label: { tr: 'E-postada son tıklama', en: 'Last click in an e-mail' },
    doc: 'When a link in an e-mail was last clicked, bot clicks left out; null if none ever was.',
    from: { source: 'emails', sql: 'max(e.occurred_at) FILTER (WHERE e.is_click)' },
  },
  receivedSinceEngagedCount: {
    kind: 'count',
    nullable: false,
    label: { tr: 'Karşılıksız kalan e-posta', en: 'E-mails left unanswered' },
    help: { tr: 'Son açma veya tıklamadan sonra alınanlar.', en: 'Received since the last open or click.' },
    doc: 'E-mails delivered later than the last open or click; all of them if there was none.',
    from: {
      source: 'emails',
      sql: "count(*) FILTER (WHERE e.kind = 'received' AND e.occurred_at > coalesce(e.engaged_at, '-infinity'))::int",
      then: 'coalesce({}, 0)',
    },
  },
});
