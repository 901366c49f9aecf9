/** The list of connectors: complete, and light to import. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { connectorById, connectors } from '#connectors/index.ts';

describe('the list of connectors', () => {
  test('names every folder but the kit, once', () => {
    const folder = path.join(import.meta.dirname, '../../connectors');
    const folders = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'kit')
      .map(({ name }) => name);
    expect(connectors.map(({ id }) => id).sort()).toEqual(folders.sort());
  });

  test('finds a connector by its id, and nothing by another', () => {
    for (const connector of connectors) expect(connectorById(connector.id)).toBe(connector);
    expect(connectorById('a partner we do not know')).toBeNull();
  });
});
