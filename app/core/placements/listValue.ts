/** What the customers in a list are told to be worth, where a partner looks for people who resemble the best of them. */

export const listValues = [
  'none',
  /** What the customer has spent, refunds taken off. */
  'spent',
  /** What the purchase model expects of the next year. */
  'expected',
] as const;

export type ListValue = (typeof listValues)[number];

/** A list of people, or one of people with what each is worth. A partner cannot make the one out of the other. */
export type ListKind = 'plain' | 'by value';
