/** Gathers events for a moment and posts them together; what could not be posted goes with the next ones. */
import type { SiteEvent } from './siteEvent.ts';

export interface OutboxOptions {
  /** The public key by which the app knows the shop. */
  account: string;
  /** Posts a body. False: it was not taken, and may be tried again. */
  post: (body: string) => Promise<boolean>;
  /** Calls back after a time in milliseconds. */
  after: (delayMs: number, run: () => void) => void;
}

export interface Outbox {
  /** Takes an event if the visitor allows it. */
  put(event: SiteEvent): void;
  /** The visitor has decided. A refusal empties the outbox. */
  allow(isAllowed: boolean): void;
}

/** How long events gather, in milliseconds: about what one page sets off. */
const GATHER_MS = 300;
/** The door takes no more in one post. */
const MOST_EVENTS = 50;
/** How often one event is posted at most. */
const MOST_TRIES = 3;

export function makeOutbox({ account, post, after }: OutboxOptions, isAllowedNow: boolean): Outbox {
  let waiting: { event: SiteEvent; tries: number }[] = [];
  let isAllowed = isAllowedNow;
  let isArmed = false;
  /** Counts withdrawals: what was on its way during one is not sent again, whatever the visitor allows later. */
  let withdrawals = 0;

  function arm(): void {
    if (isArmed || waiting.length === 0) return;
    isArmed = true;
    after(GATHER_MS, () => void send());
  }

  async function send(): Promise<void> {
    isArmed = false;
    const batch = waiting.slice(0, MOST_EVENTS);
    waiting = waiting.slice(MOST_EVENTS);
    arm();
    if (batch.length === 0) return;
    const before = withdrawals;
    const taken = await post(JSON.stringify({ account, events: batch.map(({ event }) => event) })).catch(() => false);
    if (taken || before !== withdrawals) return;
    const again = batch
      .map(({ event, tries }) => ({ event, tries: tries + 1 }))
      .filter(({ tries }) => tries < MOST_TRIES);
    waiting = [...again, ...waiting].slice(0, MOST_EVENTS);
    arm();
  }

  return {
    put(event) {
      if (!isAllowed) return;
      waiting.push({ event, tries: 0 });
      arm();
    },
    allow(answer) {
      isAllowed = answer;
      if (isAllowed) return;
      withdrawals += 1;
      waiting = [];
    },
  };
}
