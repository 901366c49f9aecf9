/** docs/privacy.md says what the database holds: every table and column, which are personal, who may read them, for how long. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { holdings } from '#app/core/privacy/holdings.ts';
import { defaultShopSettings } from '#app/core/settings.ts';
import { ANSWER_WITHIN_DAYS, WARN_AFTER_DAYS } from '#app/core/privacy/deadlines.ts';
import { FILE_DAYS } from '#app/store/privacy.ts';
import { KEPT_DAYS } from '#app/store/retention.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';

interface Column {
  what: string;
  personal: string;
  web: boolean;
}
interface Section {
  kept: string;
  erased: string | null;
  columns: Map<string, Column>;
}

const text = readFileSync(path.join(import.meta.dirname, '../../docs/privacy.md'), 'utf8');

/** The document's sections by table. */
const documented = new Map<string, Section>(
  text
    .split(/^### /m)
    .slice(1)
    .map((part): [string, Section] => {
      const [table = ''] = part.split('\n', 1);
      const rows = [...part.matchAll(/^\| (.+) \|$/gm)].map(([, cells = '']) =>
        cells.split('|').map((cell) => cell.trim()),
      );
      return [
        table,
        {
          kept: /^- Kept: (.*)$/m.exec(part)?.[1] ?? '',
          erased: /^- A customer is erased: (.*)$/m.exec(part)?.[1] ?? null,
          columns: new Map(
            rows
              .slice(2)
              .map(([name = '', what = '', personal = '', web = '']) => [name, { what, personal, web: web === 'yes' }]),
          ),
        },
      ];
    }),
);

/** A column as the database has it, and whether the web process may read it. */
interface Stored {
  table: string;
  column: string;
  web: boolean;
}

let database: TestDatabase;
let stored: Stored[];
beforeAll(async () => {
  database = await testDatabase();
  stored = (
    await database.owner.query<Stored>(
      `SELECT i.table_name AS table, i.column_name AS column, has_column_privilege('kesit_web', c.oid, i.column_name, 'SELECT') AS web
       FROM information_schema.columns i JOIN pg_class c ON c.relname = i.table_name AND c.relnamespace = 'public'::regnamespace
       WHERE i.table_schema = 'public' AND c.relkind IN ('r', 'p') AND i.table_name <> '_prisma_migrations'
       ORDER BY 1, 2`,
    )
  ).rows;
});

const listed = (): { table: string; column: string; told: Column }[] =>
  [...documented].flatMap(([table, { columns }]) => [...columns].map(([column, told]) => ({ table, column, told })));
const name = ({ table, column }: { table: string; column: string }): string => `${table}.${column}`;

describe('the document', () => {
  it('lists every column there is, and none that is gone', () => {
    expect(stored.length).toBeGreaterThan(250);
    expect(listed().map(name).sort()).toEqual(stored.map(name).sort());
  });

  it('says of each what it is, in a word that the legend has', () => {
    for (const one of listed()) {
      expect(one.told.what, name(one)).not.toBe('');
      expect(['', 'yes', 'sealed', 'number', 'staff'], name(one)).toContain(one.told.personal);
    }
  });

  it('marks those as personal that the file for a customer holds, and no others', () => {
    const personal = listed().filter(({ told }) => told.personal === 'yes');
    const inFile = holdings.flatMap(({ table, columns }) => Object.keys(columns).map((column) => ({ table, column })));
    expect(personal.map(name).sort()).toEqual(inFile.map(name).sort());
  });

  it('leaves no column unmarked that could name a person', () => {
    const telling =
      /customer|email|phone|first_?name|last_?name|city|province|visitor|owner_id|identity|subject$|body$/i;
    const unmarked = listed().filter(({ column, told }) => told.personal === '' && telling.test(column));
    expect(unmarked.map(name)).toEqual([]);
  });

  it('says of every table with customers in it what happens when one is erased', () => {
    for (const [table, { columns, erased, kept }] of documented) {
      const holds = [...columns.values()].some(({ personal }) => ['yes', 'sealed', 'number'].includes(personal));
      expect(kept, table).not.toBe('');
      expect(erased !== null, table).toBe(holds);
    }
  });

  it('says rightly what the web process may read', () => {
    const told = new Map(listed().map((one) => [name(one), one.told.web]));
    expect(stored.filter((one) => told.get(name(one)) !== one.web).map(name)).toEqual([]);
    for (const secret of ['inbox.body', 'connection.secret', 'compliance_request.subject', 'partner_erasure.identity'])
      expect(told.get(secret), secret).toBe(false);
  });

  it('has the times that the code keeps to', () => {
    const kept = (table: string): string => documented.get(table)?.kept ?? '';
    const days: Record<string, number> = {
      checkout: KEPT_DAYS.checkout,
      access_log: KEPT_DAYS.accessLog,
      transition: KEPT_DAYS.transition,
      former_email: KEPT_DAYS.formerEmail,
      segment_size: KEPT_DAYS.segmentSize,
      sync_report: KEPT_DAYS.syncReport,
      reconciliation: KEPT_DAYS.reconciliation,
      privacy_file: FILE_DAYS,
      site_event: defaultShopSettings.eventRetentionDays,
      inbox: defaultShopSettings.inboxRetentionDays,
    };
    for (const [table, count] of Object.entries(days)) expect(kept(table), table).toMatch(new RegExp(`^${count} days`));
    expect(kept('inbox')).toContain(`${KEPT_DAYS.expiredDelivery} days later`);
    expect(text).toContain(
      `${ANSWER_WITHIN_DAYS} days for every request, with a warning from day ${WARN_AFTER_DAYS} on`,
    );
  });
});
