/** What a segment's list at a connection would come to now: nothing is sent, and nothing changes. */
import { connectorById } from '#connectors/index.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import type { Person } from '#app/store/adminMembers.ts';
import { readSegment } from '#app/store/adminSegments.ts';
import { countDryRun, type DryRun, dryRunExamples } from '#app/store/dryRun.ts';
import { customerMark } from '#app/store/person.ts';

const EXAMPLES = 20;

export type DryRunAnswer =
  ({ ok: true; examples: Person[] } & DryRun) | { ok: false; problem: 'no-such-segment' | 'not-connected' };

/** @param actor Who asks, for the record of accesses. */
export async function dryRun(
  { database, clock, secrets }: Services,
  shopId: ShopId,
  { segmentId, connectionId }: { segmentId: number; connectionId: number },
  actor: string,
): Promise<DryRunAnswer> {
  return database.inShop(shopId, async (sql) => {
    if (!(await readSegment(sql, segmentId, clock()))) return { ok: false, problem: 'no-such-segment' };
    const known = (await listConnections(sql)).find((one) => one.connectionId === connectionId);
    if (!known || known.status === 'disconnected') return { ok: false, problem: 'not-connected' };
    const marksPeople = connectorById(known.connector)?.marksPeople === true;
    const counts = await countDryRun(sql, segmentId, connectionId, marksPeople);
    const examples = await dryRunExamples(sql, segmentId, connectionId, marksPeople, EXAMPLES);
    await logAccess(sql, {
      actor,
      action: 'preview',
      subjectFingerprint:
        examples.length === 0 ? null : secrets.fingerprint(examples.map((one) => customerMark(one.customerId)).join()),
      rowCount: examples.length,
      at: clock(),
    });
    return { ok: true, ...counts, examples };
  });
}
