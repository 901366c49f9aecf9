/** Everything one running stand-in consists of, besides its socket. Nothing of it outlives the process. */
import type { AnswerFault, Faults } from '../faultOrders.ts';
import type { Lists } from './lists.ts';
import type { Answer } from './pushes.ts';

export interface Call {
  readonly type: string | null;
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly path: string;
  readonly bytes: number;
  readonly body: string;
  /** 0 when the connection was cut. */
  readonly status: number;
}

export interface World {
  /** Pushes signed with any of these are taken. */
  secrets: string[];
  mostBodyBytes: number;
  offsetMs: number;
  readonly lists: Lists;
  readonly refused: Set<string>;
  /** What pushes were answered, by their id. */
  readonly answered: Map<string, Answer>;
  readonly faults: Faults<AnswerFault>;
  readonly calls: Call[];
}
