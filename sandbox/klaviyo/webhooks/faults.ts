/** What can go wrong with deliveries of webhooks, on order: each order is for so many deliveries. */

export const DELIVERY_FAULTS = [
  /** Signed with another secret. */
  'wrong-signature',
  /** Sent with a timestamp, properly signed, of an hour ago. */
  'old-timestamp',
  /** Names another webhook in the header than in the body. */
  'other-webhook',
  /** Names another account. */
  'other-account',
  /** Sent twice. */
  'twice',
  /** The answer is lost: it is sent again later. */
  'lost-answer',
  /** Brings an event of a topic that nobody asked for. */
  'unknown-topic',
  /** Comes without the profiles, only with their ids. */
  'without-profiles',
  /** Is no JSON, though properly signed. */
  'broken-body',
] as const;

export type DeliveryFault = (typeof DELIVERY_FAULTS)[number];

export interface DeliveryFaults {
  order(fault: DeliveryFault, times: number): void;
  /** What is wrong with the next delivery. */
  take(): ReadonlySet<DeliveryFault>;
  clear(): void;
}

export function makeDeliveryFaults(): DeliveryFaults {
  const left = new Map<DeliveryFault, number>();
  return {
    order: (fault, times) => void left.set(fault, times),
    take() {
      const taken = new Set<DeliveryFault>();
      for (const [fault, times] of left) {
        if (times <= 0) continue;
        taken.add(fault);
        left.set(fault, times - 1);
      }
      return taken;
    },
    clear: () => left.clear(),
  };
}
