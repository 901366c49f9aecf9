/** Ad accounts: who may use them, and the switches that a test sets on them. */
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';

/** Codes that a used-up score of calls is refused with. */
export const SCORE_CODES = [17, 613, 80003] as const;
export type ScoreCode = (typeof SCORE_CODES)[number];

export interface AdAccount {
  readonly pk: number;
  /** Digits, without `act_`. */
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly timezone: string;
  readonly businessId: string;
  readonly businessName: string;
  /** null: every user. */
  readonly userIds: readonly string[] | null;
  /** What its users may do there: `DRAFT`, `ANALYZE`, `ADVERTISE`, `MANAGE`. */
  readonly tasks: readonly string[];
  /** As Meta counts: 1 active, 2 disabled, 3 unsettled, 7 in review, 101 closed. */
  readonly status: number;
  readonly tosAccepted: boolean;
  readonly valueTosAccepted: boolean;
  readonly blocked: boolean;
  /** A removal that would leave fewer members is refused; null: none is. */
  readonly removalFloor: number | null;
  readonly scoreCode: ScoreCode;
}

export type NewAdAccount = Omit<AdAccount, 'pk'>;

/** Writes the account; the same id again changes it and keeps its audiences. */
export function putAccount(db: Database, account: NewAdAccount): void {
  db.run(
    `INSERT INTO accounts (id, name, currency, timezone, business_id, business_name, user_ids, tasks, status, tos, value_tos,
       blocked, removal_floor, score_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, currency = excluded.currency, timezone = excluded.timezone,
       business_id = excluded.business_id, business_name = excluded.business_name, user_ids = excluded.user_ids,
       tasks = excluded.tasks, status = excluded.status, tos = excluded.tos, value_tos = excluded.value_tos, blocked = excluded.blocked,
       removal_floor = excluded.removal_floor, score_code = excluded.score_code`,
    account.id,
    account.name,
    account.currency,
    account.timezone,
    account.businessId,
    account.businessName,
    account.userIds === null ? null : JSON.stringify(account.userIds),
    JSON.stringify(account.tasks),
    account.status,
    Number(account.tosAccepted),
    Number(account.valueTosAccepted),
    Number(account.blocked),
    account.removalFloor,
    account.scoreCode,
  );
}

export function findAccount(db: Database, id: string): AdAccount | undefined {
  const row = db.get('SELECT * FROM accounts WHERE id = ?', id);
  return row === undefined ? undefined : toAccount(row);
}

export function accountByPk(db: Database, pk: number): AdAccount {
  const row = db.get('SELECT * FROM accounts WHERE pk = ?', pk);
  if (row === undefined) throw new Error(`There is no account ${pk}.`);
  return toAccount(row);
}

export function allAccounts(db: Database): AdAccount[] {
  return db.all('SELECT * FROM accounts ORDER BY pk').map(toAccount);
}

export function mayUse(account: AdAccount, userId: string): boolean {
  return account.userIds === null || account.userIds.includes(userId);
}

function toAccount(row: Row): AdAccount {
  const userIds = textOrNull(row, 'user_ids');
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    name: text(row, 'name'),
    currency: text(row, 'currency'),
    timezone: text(row, 'timezone'),
    businessId: text(row, 'business_id'),
    businessName: text(row, 'business_name'),
    userIds: userIds === null ? null : (JSON.parse(userIds) as string[]),
    tasks: JSON.parse(text(row, 'tasks')) as string[],
    status: whole(row, 'status'),
    tosAccepted: whole(row, 'tos') === 1,
    valueTosAccepted: whole(row, 'value_tos') === 1,
    blocked: whole(row, 'blocked') === 1,
    removalFloor: wholeOrNull(row, 'removal_floor'),
    scoreCode: whole(row, 'score_code') as ScoreCode,
  };
}
