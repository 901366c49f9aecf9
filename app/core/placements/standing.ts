/** How a list stands at a partner that has to find its people among those it knows before it can do anything with them. */

export interface ListStanding {
  /** Bounds within which the number of people lies whom the partner has found; null while it does not say. */
  size: { atLeast: number; atMost: number } | null;
  /**
   * `ready` takes changes, `working` will soon and needs nobody, `notice` takes them and the merchant should know why, `blocked`
   * takes none until the merchant has acted.
   */
  state: 'ready' | 'working' | 'notice' | 'blocked';
  /** The state in words. */
  reason: string;
  /** Whether it can be used there; null when the partner does not say. */
  delivery: 'usable' | 'too-small' | 'unusable' | null;
}

/** As it is kept and shown. `gone`: the list is not there any more. */
export type KeptStanding = ListStanding | { state: 'gone'; reason: string };
