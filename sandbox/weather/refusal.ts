/** A call that is refused: its status and the sentence that the service gives as its reason. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

/** The body of every error. */
export const errorBody = (reason: string): { error: true; reason: string } => ({ error: true, reason });
