/**
 * Placements → the partner's lists, level-triggered: what is sent is the difference between desired and acknowledged, so
 * a crash, a lost job or a repeated answer can neither lose nor double anything. One run at a time per connection.
 */
import { revokeEnded } from '#app/flows/authorize/revokeEnded.ts';
import { writeFiles } from '#app/flows/files/writeFiles.ts';
import type { Services } from '#app/flows/services.ts';
import { whileInstalled } from '#app/flows/whileInstalled.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { exclusively, type Lost } from '#app/platform/exclusive.ts';
import {
  endWhenEmptied,
  holdConnection,
  isSameEntry,
  loadConnection,
  markUnsettled,
  noteConnectionWorks,
} from '#app/store/connections.ts';
import {
  dueJob,
  hasJobs,
  keepJob,
  releaseJob,
  rowsOfJob,
  settleJob,
  settleRows,
  unansweredJobs,
  type PartnerJob,
  type Turn,
} from '#app/store/deliveries.ts';
import { destinationsWithWork, noteSynced, type DestinationWork } from '#app/store/partnerLists.ts';
import { ring } from '#app/store/bells.ts';
import { letEmptiedGo } from '#app/store/listValues.ts';
import { saveReport } from '#app/store/syncReports.ts';
import type { BatchAnswer, Halt, ListTarget, Row } from '#connectors/kit/connector.ts';
import { labelLists } from './labelLists.ts';
import { isOfList, noteHalt, noteListHalt } from './halts.ts';
import { inLanes, oneAtATime } from './lanes.ts';
import { prepareList } from './prepareList.ts';
import { batchLimit, openBatch } from './openBatch.ts';
import { openPartner, type OpenPartner } from './openPartner.ts';
import { replaceList, resumeReplacements } from './replaceList.ts';
import { RunReport } from './report.ts';
import { RunEnded } from './runEnded.ts';
import { takeOrders } from './takeOrders.ts';

const DELIVERY_LOCK = 7302;
/** How long a call that was cut off may take to show among the partner's jobs, in milliseconds. */
const ARRIVAL_MS = 3_000;

/** One run of a connection: asks after earlier batches, then sends what is pending. */
export async function deliver(services: Services, shopId: ShopId, connectionId: number): Promise<void> {
  await exclusively(services.database, DELIVERY_LOCK, `${shopId}:${connectionId}`, (lost) =>
    whileInstalled(services, shopId, async (left) => {
      const partner = await openPartner(services, shopId, connectionId, left);
      if (!partner) return revokeEnded(services, shopId, connectionId);
      const { files } = partner.session;
      if (files) return writeFiles(services, shopId, partner, files, () => lost() || left.aborted);
      const run = new Run(services, shopId, partner, lost, left);
      try {
        await run.whole();
      } catch (error) {
        if (!(error instanceof RunEnded)) throw error;
      } finally {
        await run.finish();
      }
    }),
  );
}

class Run {
  readonly #services: Services;
  readonly #shopId: ShopId;
  readonly #partner: OpenPartner;
  readonly #lost: Lost;
  /** Fires when the app was taken off the shop. */
  readonly #left: AbortSignal;
  readonly #report: RunReport;
  /** The partner, or we, could not go on: noted once in a run. */
  #hasFailed = false;
  /** Batches that are being asked after. */
  readonly #asking = new Set<string>();

  constructor(services: Services, shopId: ShopId, partner: OpenPartner, lost: Lost, left: AbortSignal) {
    this.#services = services;
    this.#shopId = shopId;
    this.#partner = partner;
    this.#lost = lost;
    this.#left = left;
    const { connectionId } = partner.connection;
    this.#report = new RunReport(services.clock(), (reportId, report) =>
      this.#save((sql) => saveReport(sql, connectionId, reportId, report)),
    );
  }

  async whole(): Promise<void> {
    await takeOrders(this.#partner, this.#services.clock(), (work) => this.#save(work));
    if (this.#partner.session.replace) await resumeReplacements(this.#replacing());
    await this.#resumeJobs();
    const isQuiet = await this.#settle();
    // What a batch of unknown fate writes of a person would come after what is sent now.
    const { connection, connector } = this.#partner;
    if (connector.marksPeople && !isQuiet) return;
    if (connector.marksPeople && (await this.#save((sql) => hasJobs(sql, connection.connectionId)))) return;
    for (const list of await this.#work()) if (list.renamed) await this.#prepare(list);
    // Who has to leave goes first, over all lists, and those before all others whom nobody may write to any more.
    if (isQuiet) {
      for (const list of await this.#work()) if (list.urgentRemovals) await this.#send(list, 'urgent-removals');
      for (const list of await this.#work()) if (list.removals && !list.whole) await this.#send(list, 'removals');
    }
    for (const list of await this.#work()) if (list.additions && !list.whole) await this.#send(list, 'additions');
    if (isQuiet) for (const list of await this.#work()) if (list.whole) await this.#replace(list);
    await labelLists(this.#services, this.#partner, (work) => this.#save(work));
  }

  #work(): Promise<DestinationWork[]> {
    const { connection, session } = this.#partner;
    const replaces = session.replace !== undefined;
    return this.#save((sql) => destinationsWithWork(sql, connection.connectionId, this.#services.clock(), replaces));
  }

  async finish(): Promise<void> {
    if (this.#lost()) return;
    const { connectionId } = this.#partner.connection;
    const finishedAt = this.#services.clock();
    await this.#report.finish(finishedAt);
    await this.#save(async (sql) => {
      if (await letEmptiedGo(sql, connectionId)) await ring(sql, { task: 'place', shopId: this.#shopId });
      await noteSynced(sql, connectionId, finishedAt);
      await endWhenEmptied(sql, connectionId);
    });
  }

  /** Batches of earlier runs: those the partner works on are asked after; of those never answered the fate is unknown. */
  async #resumeJobs(): Promise<void> {
    const { connection, connector } = this.#partner;
    for (const job of await this.#save((sql) => unansweredJobs(sql, connection.connectionId)))
      await this.#save((sql) => this.#loseJob(sql, job));
    await inLanes(connector.limits.lanes ?? 1, () => this.#askAfterOne());
  }

  readonly #claim = oneAtATime(async () => {
    const { connectionId } = this.#partner.connection;
    const now = this.#services.clock();
    const job = await this.#save((sql) => dueJob(sql, { connectionId, now, except: [...this.#asking] }));
    if (job) this.#asking.add(job.jobId);
    return job;
  });

  /** Asks after the next batch that is due. @returns False when none is. */
  async #askAfterOne(): Promise<boolean> {
    const { connection, connector, session } = this.#partner;
    const { connectionId } = connection;
    this.#stopWhenLeft();
    const job = await this.#claim();
    if (!job) return false;
    try {
      const rows = await this.#save((sql) => rowsOfJob(sql, connectionId, job.jobId, connector.marksPeople === true));
      const answer = await session.poll(job.handle, rows);
      if (answer.kind !== 'halted') {
        await this.#apply(job, rows, answer);
        return true;
      }
      // Nothing was learnt of the job: it goes on at the partner, and is asked after again.
      const askedAt = this.#services.clock();
      if (answer.reached === 'unknown') await this.#save((sql) => markUnsettled(sql, connectionId, askedAt));
      await this.#halt(answer.halt, job.destinationId);
      return true;
    } finally {
      this.#asking.delete(job.jobId);
    }
  }

  /** @returns Whether the partner is known to have no work left of which we lost sight. */
  async #settle(): Promise<boolean> {
    const { connectionId } = this.#partner.connection;
    const since = await this.#save(async (sql) => (await loadConnection(sql, connectionId))?.unsettledSince ?? null);
    if (since === null) return true;
    // A call that was cut off may still be on its way into the partner's queue.
    if (this.#services.clock() < since + ARRIVAL_MS) return false;
    const answer = await this.#partner.session.settle(since);
    switch (answer.kind) {
      case 'quiet':
        await this.#save((sql) => markUnsettled(sql, connectionId, null));
        return true;
      case 'busy':
        return false;
      case 'halted':
        await this.#halt(answer.halt);
        return false;
    }
  }

  /** Sends everything of one list whose turn it is and that is pending now. */
  async #send(destination: DestinationWork, turn: Turn): Promise<void> {
    const { connector, session } = this.#partner;
    const list = await this.#target(destination);
    if (list === undefined) return;
    const desired = turn === 'additions';
    const limit = batchLimit(connector, turn);
    const { lanes = 1 } = connector.limits;
    // A batch that is not full is the last: what comes meanwhile waits for the next bell. After a halt nothing more is taken.
    let isOver = false;
    const open = oneAtATime(async () => {
      if (isOver) return undefined;
      const opened = await this.#open(destination, turn);
      if ((opened?.rows.length ?? 0) < limit) isOver = true;
      return opened;
    });
    await inLanes(lanes, async () => {
      // Meanwhile earlier batches have come to their end.
      await this.#askAfterOne();
      const opened = await open();
      if (!opened) return false;
      const answer = desired ? await session.add(list, opened.rows) : await session.remove(list, opened.rows);
      if (answer.kind === 'halted') isOver = true;
      await this.#apply(opened.job, opened.rows, answer);
      return !isOver;
    });
  }

  #open(destination: DestinationWork, turn: Turn, heedsPause = true) {
    return openBatch(this.#partner, destination, turn, {
      now: this.#services.clock(),
      heedsPause,
      save: (work) => this.#save(work),
    });
  }

  async #replace(destination: DestinationWork): Promise<void> {
    const list = await this.#target(destination);
    if (list === undefined) return;
    const { addRows: limit } = this.#partner.connector.limits;
    const run = this.#replacing();
    await replaceList(
      {
        ...run,
        limit,
        halt: (halt) => run.halt(halt, destination.destinationId),
        open: () => this.#open(destination, 'additions', false),
        settle: (job, rows, outcomes) => this.#apply(job, rows, { kind: 'finished', outcomes }),
        between: async () => {
          this.#stopWhenLeft();
          for (const other of await this.#work()) if (other.urgentRemovals) await this.#send(other, 'urgent-removals');
        },
      },
      destination,
      list,
    );
  }

  #replacing() {
    return {
      session: this.#partner.session,
      services: this.#services,
      connectionId: this.#partner.connection.connectionId,
      save: <T>(work: (sql: ShopSql) => Promise<T>) => this.#save(work),
      halt: (halt: Halt, destinationId: number) => this.#halt(halt, destinationId),
    };
  }

  /** The list as the partner is told of it, once it is there and has its name. */
  async #target(destination: DestinationWork): Promise<ListTarget | undefined> {
    const listId = await this.#prepare(destination);
    const { tag, listName: name, listKind: kind } = destination;
    return listId === undefined ? undefined : { listId, tag, name, kind };
  }

  #prepare(destination: DestinationWork): Promise<string | undefined> {
    this.#stopWhenLeft();
    return prepareList(destination, {
      session: this.#partner.session,
      save: (work) => this.#save(work),
      halt: (halt) => this.#halt(halt, destination.destinationId),
    });
  }

  async #apply(job: PartnerJob, rows: readonly Row[], answer: BatchAnswer): Promise<void> {
    const { connectionId } = this.#partner.connection;
    const now = this.#services.clock();
    // A batch that is still being worked on has been counted when it was accepted.
    if (answer.kind !== 'accepted' || job.polls === 0) this.#report.add(job.desired, rows.length, answer);
    switch (answer.kind) {
      case 'finished':
        await this.#save(async (sql) => {
          await this.#holdAccount(sql);
          await settleJob(sql, connectionId, job, answer.outcomes, now);
          await noteConnectionWorks(sql, connectionId, now);
        });
        return this.#report.tell();
      case 'accepted':
        await this.#save(async (sql) => {
          await this.#holdAccount(sql);
          await keepJob(sql, job.jobId, answer.handle, now + answer.pollAfterMs);
          await noteConnectionWorks(sql, connectionId, now);
        });
        await this.#report.tell();
        // What a person is marked with is written whole: nobody is written while an earlier batch may still be.
        if (this.#partner.connector.marksPeople) throw new RunEnded();
        return;
      case 'halted':
        await this.#save(async (sql) => {
          await this.#holdAccount(sql);
          if (answer.outcomes) await settleRows(sql, connectionId, job, answer.outcomes, now);
          if (answer.outcomes) await noteConnectionWorks(sql, connectionId, now);
          await (answer.reached === 'unknown' ? this.#loseJob(sql, job) : releaseJob(sql, job.jobId));
        });
        await this.#halt(answer.halt, job.destinationId);
    }
  }

  /** The partner is not called for a shop that has left. */
  #stopWhenLeft(): void {
    if (this.#left.aborted) throw new RunEnded();
  }

  /** What one account said is not noted of another, to which the connection may have been led meanwhile. */
  async #holdAccount(sql: ShopSql): Promise<void> {
    const { connectionId, accountId } = this.#partner.connection;
    if ((await holdConnection(sql, connectionId))?.syncedAccountId !== accountId) throw new RunEnded();
  }

  async #loseJob(sql: ShopSql, job: PartnerJob): Promise<void> {
    await markUnsettled(sql, this.#partner.connection.connectionId, job.submittedAt);
    await releaseJob(sql, job.jobId);
  }

  /** Notes who must act next, and ends the run unless only one list is concerned. */
  async #halt(halt: Halt, destinationId?: number): Promise<void> {
    const { connectionId } = this.#partner.connection;
    // Batches that were under way together and failed together are one failure.
    const isKnown = this.#hasFailed && (halt.kind === 'retry' || halt.kind === 'our-bug');
    if (halt.kind === 'retry' || halt.kind === 'our-bug') this.#hasFailed = true;
    if (isKnown) throw new RunEnded();
    await this.#save(async (sql) => {
      const present = await loadConnection(sql, connectionId);
      // What was said to a key that has been replaced meanwhile says nothing of the new one.
      if (!isSameEntry(present, this.#partner.connection)) throw new RunEnded();
      if (!isOfList(halt) || destinationId === undefined) return noteHalt(this.#services, sql, present, halt);
      await noteListHalt(sql, destinationId, halt);
    });
    if (destinationId === undefined || !isOfList(halt)) throw new RunEnded();
  }

  /** A transaction of the shop. Nothing is written once another process may have taken over. */
  async #save<T>(work: (sql: ShopSql) => Promise<T>): Promise<T> {
    if (this.#lost()) throw new RunEnded();
    return this.#services.database.inShop(this.#shopId, work);
  }
}
