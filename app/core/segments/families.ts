/**
 * Families of segments that are read as groups: each customer is in at most one group of a family at a time, and moves from one to
 * another as time passes. Where segments of a family overlap, the first in the list is the customer's group.
 */

/** Ids of presets, the first that applies first. Those that a shop has switched off are no groups there. */
export const families = {
  /** Every buyer is in exactly one of them. */
  rfm: [
    'rfm-champions',
    'rfm-loyal',
    'rfm-potential-loyalist',
    'rfm-new',
    'rfm-promising',
    'rfm-need-attention',
    'rfm-about-to-sleep',
    'rfm-cant-lose',
    'rfm-at-risk',
    'rfm-hibernating',
    'rfm-lost',
  ],
  /**
   * Of those who bought lately, whoever came back or is new is that rather than active, and whoever is later than usual is at risk
   * though still active. Of those who have not bought for long, whoever leaves our e-mails unopened is lost, whoever is silent
   * altogether is dormant, and the rest can be won back. With the presets' own figures everybody has a group but regular buyers
   * between their active days and the day they count as gone, and those who never ordered and are not new.
   */
  lifecycle: [
    'reactivated',
    'first-time-buyers',
    'at-risk',
    'active-customers',
    'churn',
    'dormant',
    'winback',
    'one-and-done',
    'welcome',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Family = keyof typeof families;

export const familyNames = Object.keys(families) as readonly Family[];
