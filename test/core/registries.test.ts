/** The lists that are written by hand agree with the folders they list. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conditionKinds, conditionKindsFor } from '#app/core/rules/conditions/registry.ts';
import { factCatalogue, factNames } from '#app/core/facts/catalogue.ts';
import { derivedFacts } from '#app/core/facts/catalogue/derived.ts';
import { factColumns } from '#app/core/facts/columns.ts';
import { factColumn, storedFactNames, storedFacts } from '#app/core/facts/stored.ts';
import { presets } from '#app/core/presets/registry.ts';
import { testDatabase } from '#test/support/database.ts';

/** The names of the TypeScript files of a folder of core, without their ending. */
function filesOf(folder: string): string[] {
  return readdirSync(new URL(`../../app/core/${folder}`, import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
}

describe('the registry of presets', () => {
  test('lists every file of the catalogue once', () => {
    expect(presets.map(({ id }) => id).sort()).toEqual(filesOf('presets/catalogue').sort());
  });
});

describe('the registry of condition kinds', () => {
  test('lists every file of its folder', async () => {
    const files = filesOf('rules/conditions').filter((file) => file !== 'condition' && file !== 'registry');
    expect(conditionKinds).toHaveLength(files.length);
    for (const file of files) {
      const exported: unknown = await import(`../../app/core/rules/conditions/${file}.ts`);
      const values: unknown[] = Object.values(exported as object);
      expect(conditionKinds.filter((kind) => values.includes(kind))).toHaveLength(1);
    }
  });

  test('gives every operator one meaning', () => {
    const operators = conditionKinds.flatMap((kind) => kind.operators);
    expect(new Set(operators).size).toBe(operators.length);
  });

  test('can ask every fact', () => {
    for (const name of factNames) expect(conditionKindsFor(factCatalogue[name].kind)).not.toHaveLength(0);
  });
});

describe('the catalogue of facts', () => {
  test('gives every stored fact a column of its own, named like the fact', () => {
    const columns = storedFactNames.map(factColumn);
    expect(new Set(columns).size).toBe(columns.length);
    for (const [index, name] of storedFactNames.entries()) {
      expect(columns[index]).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
      expect(columns[index]!.replaceAll('_', '')).toBe(name.toLowerCase());
    }
  });

  test('has every column in the database, and the questions beside them', async () => {
    const { owner } = await testDatabase();
    const { rows } = await owner.query<{ column: string; type: string; nullable: boolean }>(
      `SELECT attname AS column, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable
       FROM pg_attribute WHERE attrelid = 'customer_fact'::regclass AND attnum > 0 AND NOT attisdropped`,
    );
    const inDatabase = new Map(rows.map(({ column, ...rest }) => [column, rest]));
    const spelled = (type: string): string => type.replace(/^timestamptz\(3\)/, 'timestamp(3) with time zone');
    for (const { column, sqlType, nullable } of factColumns)
      expect({ column, ...inDatabase.get(column) }).toEqual({ column, type: spelled(sqlType), nullable });
    expect(inDatabase.get('asked')).toEqual({ type: spelled('timestamptz(3)[]'), nullable: true });
  });

  test('says what every fact is in both languages, each in words of its own', () => {
    for (const locale of ['tr', 'en'] as const) {
      const labels = factNames.map((name) => factCatalogue[name].label[locale]);
      expect(labels).not.toContain('');
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  test('lets no fact that is worked out bear the name of one that is kept', () => {
    expect(Object.keys(derivedFacts).filter((name) => name in storedFacts)).toEqual([]);
    expect(factNames).toHaveLength(Object.keys(derivedFacts).length + storedFactNames.length);
  });
});
