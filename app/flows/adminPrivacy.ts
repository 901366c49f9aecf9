/** What the admin shows of privacy: requests with what became of them, the files for the merchant, and who saw personal data. */
import { ANSWER_WITHIN_DAYS, daysLeft, deadlineOf, type Deadline } from '#app/core/privacy/deadlines.ts';
import type { ShopId } from '#app/platform/database.ts';
import { logAccess, readAccesses, type AccessEntry } from '#app/store/accessLog.ts';
import { listRequests, readOpenDeadlines, type RequestRow } from '#app/store/adminPrivacy.ts';
import { readErasures, type ErasureProof, type PartnerErasureState } from '#app/store/partnerErasures.ts';
import { FILE_DAYS, fileContext, takeFile } from '#app/store/privacy.ts';
import { KEPT_DAYS } from '#app/store/retention.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorName } from './adminConnectors.ts';
import type { Services } from './services.ts';

export type { AccessEntry } from '#app/store/accessLog.ts';

const REQUEST_LIMIT = 200;
const ACCESS_PAGE = 25;

export interface PartnerErasure {
  connectorName: string;
  state: PartnerErasureState;
  requestedAt: number;
  doneAt: number | null;
  /**
   * `disconnected`, `not-offered` (the partner has no call for it), `lists` (its lists are emptied first), `unreadable` (our
   * secret key was changed), or the partner's own words; null when there is nothing to say.
   */
  reason: string | null;
  proof: ErasureProof;
}

export interface PrivacyRequest {
  requestId: string;
  kind: 'data' | 'erasure' | 'shop-erasure';
  receivedAt: number;
  dueAt: number;
  doneAt: number | null;
  deadline: Deadline;
  /** Whole days until it is due, negative when overdue, 0 when done. */
  daysLeft: number;
  /** Why it is not done yet: a partner has not confirmed, or we failed and try again; null when it only waits for its turn. */
  waitsFor: 'partners' | 'failed' | null;
  /** What came of it where it was not simply done. */
  note: 'kept' | 'unknown-person' | 'erased-before' | 'shop-erased' | null;
  /** Of a data request, until it expires. */
  file: { byteCount: number; madeAt: number; expiresAt: number; downloadedAt: number | null } | null;
  /** Rows found or erased, by table. */
  counts: Record<string, number>;
  partners: PartnerErasure[];
}

export interface PrivacyView {
  readAt: number;
  /** Newest first. */
  requests: PrivacyRequest[];
  accesses: { entries: AccessEntry[]; hasMore: boolean };
  /** In days. */
  retention: {
    rawDeliveries: number;
    storefrontEvents: number;
    dataFiles: number;
    accessLog: number;
    answerWithin: number;
  };
}

/** @param question `before`: the last entry of the former page of accesses; null for the newest. */
export async function readPrivacy(
  { database, clock }: Services,
  shopId: ShopId,
  { before }: { before: string | null },
): Promise<PrivacyView> {
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const shop = await loadShop(sql);
    if (!shop) throw new Error(`Shop ${shopId} is not there.`);
    const rows = await listRequests(sql, REQUEST_LIMIT);
    const erasures = await readErasures(
      sql,
      rows.map(({ requestId }) => requestId),
    );
    return {
      readAt: now,
      requests: rows.map((row) => {
        const partners = erasures
          .filter(({ requestId }) => requestId === row.requestId)
          .map(({ connector, state, requestedAt, doneAt, reason, proof }) => ({
            connectorName: connectorName(connector),
            state,
            requestedAt,
            doneAt,
            reason,
            proof,
          }));
        return requestOf(row, partners, now);
      }),
      accesses: await readAccesses(sql, before, ACCESS_PAGE),
      retention: {
        rawDeliveries: shop.settings.inboxRetentionDays,
        storefrontEvents: shop.settings.eventRetentionDays,
        dataFiles: FILE_DAYS,
        accessLog: KEPT_DAYS.accessLog,
        answerWithin: ANSWER_WITHIN_DAYS,
      },
    };
  });
}

function requestOf(row: RequestRow, partners: PartnerErasure[], now: number): PrivacyRequest {
  const { requestId, topic, receivedAt, dueAt, doneAt, outcome, file } = row;
  const open = doneAt === null;
  return {
    requestId,
    kind: topic === 'customers/data_request' ? 'data' : topic === 'customers/redact' ? 'erasure' : 'shop-erasure',
    receivedAt,
    dueAt,
    doneAt,
    deadline: deadlineOf(row, now),
    daysLeft: daysLeft(row, now),
    waitsFor: !open ? null : row.hasProblem ? 'failed' : partners.some(isOpen) ? 'partners' : null,
    note: noteOf(outcome),
    file: file !== null && file.expiresAt > now ? file : null,
    counts: Object.fromEntries(
      Object.entries(outcome).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
    partners,
  };
}

const isOpen = ({ state }: PartnerErasure): boolean => state === 'waiting' || state === 'sent';

function noteOf({ kept, ended }: Record<string, unknown>): PrivacyRequest['note'] {
  if (kept !== undefined) return 'kept';
  if (ended === 'unknown-person' || ended === 'erased-before') return ended;
  return ended === 'shop erased' ? 'shop-erased' : null;
}

/** How many open requests are close to their day, and how many are past it. */
export async function readPrivacyWarnings(
  { database, clock }: Services,
  shopId: ShopId,
): Promise<{ dueSoon: number; overdue: number }> {
  const now = clock();
  const states = (await database.inShop(shopId, readOpenDeadlines)).map((timed) => deadlineOf(timed, now));
  return {
    dueSoon: states.filter((state) => state === 'due-soon').length,
    overdue: states.filter((state) => state === 'overdue').length,
  };
}

export interface PrivacyFile {
  /** Without a word of the person: names of files end up in many places. */
  fileName: string;
  contentType: 'application/json';
  body: Buffer;
}

/** The file of a data request, for the merchant to hand over; null when there is none, or its time is over. */
export async function downloadPrivacyFile(
  { database, secrets, clock }: Services,
  shopId: ShopId,
  requestId: string,
  actor: string,
): Promise<PrivacyFile | null> {
  const now = clock();
  return database.inShop(shopId, async (sql) => {
    const file = await takeFile(sql, requestId, now);
    if (!file) return null;
    await logAccess(sql, {
      actor,
      action: 'file-downloaded',
      subjectFingerprint: file.customerMark,
      rowCount: 1,
      at: now,
    });
    return {
      fileName: `kesit-data-request-${new Date(file.madeAt).toISOString().slice(0, 10)}.json`,
      contentType: 'application/json',
      body: Buffer.from(secrets.open(file.body, fileContext(shopId, requestId))),
    };
  });
}
