/** Fills an account from JSONL streams: profiles as an import would bring them, and events as a history to be read back. */
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { writeProfile } from '../profile-writes.ts';
import { profileProblems } from '../payloads.ts';
import { normaliseEmail } from '../protocol/identifiers.ts';
import type { Account } from '../store/accounts.ts';
import { ensureMetric, insertEvent } from '../store/events.ts';
import { whole } from '../../database.ts';
import type { World } from '../world.ts';
import { ControlError, readEventSeed, type EventSeed } from './inputs.ts';

/** Lines written in one transaction: large enough to be quick, small enough to let other calls in between. */
const LINES_PER_BATCH = 1000;

/** Each line: `{external_id?, email?, phone_number?, first_name?, …, properties?}`. */
export async function seedProfiles(world: World, account: Account, request: IncomingMessage): Promise<unknown> {
  let created = 0;
  let updated = 0;
  for await (const lines of batches(request)) {
    world.db.transaction(() => {
      for (const { value, line } of lines) {
        const payload = { type: 'profile', attributes: value };
        const [problem] = profileProblems(payload, { pointer: '', allowMeta: false, needsIdentifier: true });
        if (problem !== undefined) throw new ControlError(`Line ${line}: ${problem.detail}`);
        const written = writeProfile(
          world.db,
          account.pk,
          { attributes: value as Record<string, unknown> },
          {
            mode: 'upsert',
            nullClears: false,
            nowMs: world.clock.nowMs(),
          },
        );
        if (written.outcome === 'created') created += 1;
        else if (written.outcome === 'updated') updated += 1;
        else throw new ControlError(`Line ${line}: the profile cannot be written (${written.outcome}).`);
      }
    });
  }
  return { created, updated };
}

/** Events whose profile is not known are left out and counted; the same uuid twice is one event. */
export async function seedEvents(world: World, account: Account, request: IncomingMessage): Promise<unknown> {
  let written = 0;
  let repeated = 0;
  let withoutProfile = 0;
  const metricPks = new Map<string, number>();
  for await (const lines of batches(request)) {
    world.db.transaction(() => {
      for (const { value, line } of lines) {
        const seed = seedOf(value, line);
        const profilePk = profileOf(world, account, seed);
        if (profilePk === undefined) {
          withoutProfile += 1;
          continue;
        }
        const metricKey = `${seed.integration ?? ''}:${seed.metric}`;
        let metricPk = metricPks.get(metricKey);
        if (metricPk === undefined) {
          metricPk = ensureMetric(world.db, account.pk, seed.metric, seed.integration, world.clock.nowMs()).pk;
          metricPks.set(metricKey, metricPk);
        }
        const { uuid, atMs, properties } = seed;
        if (insertEvent(world.db, account.pk, { uuid, metricPk, profilePk, atMs, properties })) written += 1;
        else repeated += 1;
      }
    });
  }
  return { written, repeated, withoutProfile };
}

function seedOf(value: unknown, line: number): EventSeed {
  try {
    return readEventSeed(value);
  } catch (error) {
    throw new ControlError(`Line ${line}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function profileOf(world: World, account: Account, seed: EventSeed): number | undefined {
  const row =
    'externalId' in seed.profile
      ? world.db.get(
          'SELECT pk FROM profiles WHERE account_pk = ? AND external_id = ?',
          account.pk,
          seed.profile.externalId,
        )
      : world.db.get(
          'SELECT pk FROM profiles WHERE account_pk = ? AND email = ?',
          account.pk,
          normaliseEmail(seed.profile.email),
        );
  return row === undefined ? undefined : whole(row, 'pk');
}

async function* batches(request: IncomingMessage): AsyncGenerator<{ value: unknown; line: number }[]> {
  let batch: { value: unknown; line: number }[] = [];
  let line = 0;
  for await (const content of createInterface({ input: request, crlfDelay: Infinity })) {
    line += 1;
    if (content.trim() === '') continue;
    try {
      batch.push({ value: JSON.parse(content) as unknown, line });
    } catch {
      throw new ControlError(`Line ${line} is not JSON.`);
    }
    if (batch.length === LINES_PER_BATCH) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
