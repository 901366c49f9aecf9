/** The lists that are written by hand agree with the folders they list. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conditionKinds, conditionKindsFor } from '#app/core/rules/conditions/registry.ts';
import { factCatalogue, factNames } from '#app/core/facts/catalogue.ts';
import { presets } from '#app/core/presets/registry.ts';

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
  test('gives every fact a column of its own, named like the fact', () => {
    for (const name of factNames) {
      const snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(factCatalogue[name].column).toBe(snake);
    }
  });
});
