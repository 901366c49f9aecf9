/**
 * The part of a connector whose partner can push events to us. What is pushed are the same events that `pullEvents` reads, under the same
 * ids. It speaks to the partner and judges what comes; who waits, what is stored and where it comes in is the app's.
 */
import type { EmailEvent, Halt } from './connector.ts';

/** How the partner is to push. */
export interface WantedWebhook {
  /** Ours alone: one of this name that was left behind is replaced. */
  name: string;
  /** Public and https. */
  address: string;
  /** At least 32 characters; deliveries are proved by it. */
  secret: string;
}

/** The partner does not let this account have webhooks, or has no event for them that we read. The pull does as well. */
export interface NotOffered {
  kind: 'not-offered';
}

type Halted = { kind: 'halted'; halt: Halt };

/** What a session can be asked about webhooks. May be asked again at any time. */
export interface WebhookCalls {
  /** Whether the one we made is there, at work, and for all that we read. */
  look(webhookId: string): Promise<{ kind: 'healthy' } | { kind: 'missing' } | NotOffered | Halted>;
  /** Makes one in the place of every other of that name, and of the former one. */
  make(
    wanted: WantedWebhook,
    formerId: string | null,
  ): Promise<{ kind: 'made'; webhookId: string } | NotOffered | Halted>;
  remove(name: string, webhookId: string | null): Promise<{ kind: 'removed' } | Halted>;
}

/** A header by its lower-case name; null when there is none. */
export type HeaderOf = (name: string) => string | null;

export interface KnownWebhook {
  webhookId: string;
  secret: string;
  accountId: string;
}

/**
 * - `unsigned`: what proves it is missing, or proves nothing.
 * - `stale`: it was sent too long ago, or our clocks differ.
 * - `foreign`: of another webhook or account than the address belongs to.
 * - `unreadable`: it is the partner's, and not in the form that is known.
 */
export type DeliveryRefusal = 'unsigned' | 'stale' | 'foreign' | 'unreadable';

/** Somebody's consent has changed at the partner: what it is now is read where it is kept. */
export interface ConsentNews {
  customerId: string | null;
  email: string | null;
  /** Epoch milliseconds. */
  at: number;
}

export type DeliveryReading =
  | { kind: 'refused'; refusal: DeliveryRefusal }
  /** `ignoredCount`: of what was brought, what nobody asked for or what cannot be read. */
  | { kind: 'read'; events: EmailEvent[]; consents: ConsentNews[]; ignoredCount: number };

/** How deliveries are judged: pure and light, for the web process does it while the partner waits. */
export interface WebhookReader {
  /** Largest body, in bytes. */
  bodyBytes: number;
  /** What the headers alone tell against a delivery, before its body is read; null: nothing. */
  refuse(header: HeaderOf, known: KnownWebhook, nowMs: number): DeliveryRefusal | null;
  /** Only what the partner is proved to have sent is read. */
  read(header: HeaderOf, body: Uint8Array, known: KnownWebhook): DeliveryReading;
}
