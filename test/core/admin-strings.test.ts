/** The words of the admin: the same in number in both languages, none empty, none unused, none missing. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from '#app/ui/strings/en.ts';
import { tr } from '#app/ui/strings/tr.ts';

interface Texts {
  readonly [key: string]: string | Texts;
}

function leaves(texts: Texts, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') found.set(prefix + key, value);
    else for (const [inner, text] of leaves(value, `${prefix}${key}.`)) found.set(inner, text);
  }
  return found;
}

const english = leaves(en);
const turkish = leaves(tr);
const placesOf = (text: string): string[] => [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();

describe('the words of the admin', () => {
  it('are the same in both languages, in number and in what is filled in', () => {
    expect([...turkish.keys()]).toEqual([...english.keys()]);
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('');
      expect(turkish.get(key)?.trim(), key).not.toBe('');
      expect(placesOf(turkish.get(key) ?? ''), key).toEqual(placesOf(text));
    }
  });

  it('hold no emoji', () => {
    for (const [key, text] of [...english, ...turkish]) expect(text, key).not.toMatch(/\p{Extended_Pictographic}/u);
  });

  it('are all used', () => {
    const folders = ['ui', 'routes'].map((folder) => path.resolve(import.meta.dirname, '../../app', folder));
    const sources = folders
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('strings'))
          .map((file) => readFileSync(path.join(folder, file), 'utf8')),
      )
      .join('\n');
    const unused = [...english.keys()].filter((key) => {
      const name = key.replace(/_(?:one|other)$/, '');
      const above = name.slice(0, name.lastIndexOf('.'));
      const own = name.slice(name.lastIndexOf('.') + 1);
      return !(
        sources.includes(`'${name}'`) ||
        sources.includes(`\`${above}.\${`) ||
        sources.includes(`'${above}', { returnObjects`) ||
        new RegExp(`\\b${above.replaceAll('.', '\\.')}\\.${own}\\b`).test(sources)
      );
    });
    expect(unused).toEqual([]);
  });
});
