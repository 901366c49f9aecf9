/** An HTTP answer as the client sees it, whoever fetched it. */

export interface Answer {
  readonly status: number;
  /** A header by its lower-case name; null when the answer has none. */
  header(name: string): string | null;
  /** The parsed JSON; whatever else came when it is not JSON, undefined when nothing came. */
  readonly body: unknown;
}
