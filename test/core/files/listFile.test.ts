/** Lists as files: whatever customers are called, a file reads back as what went in, and no cell of it is a formula. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileRow, fileFields, readColumns, standardColumns } from '#app/core/files/columns.ts';
import { csvLine, harmless } from '#app/core/files/csv.ts';
import { fileNameOf, filePatternFrom } from '#app/core/files/fileName.ts';
import { fileHead, fileLine } from '#app/core/files/listFile.ts';

/** A reader of CSV after RFC 4180, sharing nothing with the writer. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  let at = 0;
  while (at < text.length) {
    const line: string[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        at += 1;
        for (; text[at] !== '"' || text[at + 1] === '"'; at += 1) {
          cell += text[at] ?? '';
          if (text[at] === '"') at += 1;
        }
        at += 1;
      } else for (; text[at] !== ',' && text[at] !== '\r'; at += 1) cell += text[at] ?? '';
      line.push(cell);
      if (text[at] !== ',') break;
      at += 1;
    }
    expect(text.slice(at, at + 2)).toBe('\r\n');
    at += 2;
    lines.push(line);
  }
  return lines;
}

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('=', '+', '-', '@', '"', ',', '\r', '\n', '\t', ' ', 'ş', '1', '＝') }),
);

describe('a line of CSV', () => {
  it('reads back as its cells, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.array(nasty, { minLength: 2, maxLength: 5 }), { maxLength: 5 }), (lines) => {
        const read = readCsv(lines.map(csvLine).join(''));
        expect(read).toEqual(lines.map((cells) => cells.map(harmless)));
      }),
    );
  });

  it('has no cell that a spreadsheet would calculate', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const [[cell = ''] = []] = readCsv(csvLine([text, '']));
        expect(/^[=+\-@\t\r\n＝＋－＠]/u.test(cell) && !/^\+\d+$/.test(cell)).toBe(false);
        // Nothing is lost: one apostrophe at most was put in front.
        expect([text, `'${text}`]).toContain(cell);
      }),
    );
  });

  it.each([
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['+905321234567', '+905321234567'],
    ['+1+cmd|x', `'+1+cmd|x`],
    ['-2+3', `'-2+3`],
    ['@SUM(A1)', `'@SUM(A1)`],
    ['Ayşe', 'Ayşe'],
    ['', ''],
  ])('writes %s as %s', (text, written) => {
    expect(csvLine([text, null])).toBe(`${written},\r\n`);
  });
});

const row = Object.fromEntries(fileFields.map((field) => [field, `${field}!`])) as unknown as FileRow;

describe('a file', () => {
  it('has the merchant’s columns under the merchant’s names, as CSV and as JSON lines', () => {
    const columns = readColumns(' email = E-posta ,first_name=Ad, phone') ?? [];
    expect(fileHead('csv', columns) + fileLine('csv', columns, row)).toBe(
      'E-posta,Ad,phone\r\nemail!,first_name!,phone!\r\n',
    );
    expect(fileHead('jsonl', columns) + fileLine('jsonl', columns, row)).toBe(
      '{"E-posta":"email!","Ad":"first_name!","phone":"phone!"}\n',
    );
  });

  it('begins with a byte order mark for Excel, and for nobody else', () => {
    expect(fileHead('csv-excel', standardColumns)).toBe(`\uFEFF${fileHead('csv', standardColumns)}`);
    expect(fileHead('csv', standardColumns).startsWith('customer_id,')).toBe(true);
  });

  it('keeps lines of JSON in one line, whatever is in them', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const line = fileLine('jsonl', [{ field: 'first_name', header: 'x' }], { ...row, first_name: text });
        expect(line.split('\n')).toHaveLength(2);
        expect(JSON.parse(line)).toEqual({ x: text });
      }),
    );
  });
});

describe('a choice of columns', () => {
  it('is the standard where nothing is typed', () => {
    expect(readColumns('  ')).toBe(standardColumns);
  });

  it.each(['password', 'email, email', 'email=A, phone=A', 'email=', 'email,', `email=${'x'.repeat(101)}`])(
    'is none: %s',
    (typed) => expect(readColumns(typed)).toBeNull(),
  );
});

describe('the name of a file', () => {
  it('has the list’s name in plain letters, its number, and the day in the shop’s zone', () => {
    const at = Date.parse('2026-11-27T22:30:00Z');
    const list = { name: 'Kesit · Sadık Müşteriler (ığdır)', number: 7 };
    expect(fileNameOf('{list}-{date}', list, at, 'Europe/Istanbul')).toBe('kesit-sadik-musteriler-igdir-7-2026-11-28');
    expect(fileNameOf('{list}', { name: '顧客', number: 1 }, at, 'UTC')).toBe('list-1');
  });

  it('never leads into another folder', () => {
    for (const pattern of ['../{list}', '{list}/x', '.{list}', 'x\\{list}', 'list', `{list}${'x'.repeat(100)}`])
      expect(filePatternFrom(pattern)).toBeNull();
    fc.assert(
      fc.property(nasty, (name) => {
        expect(fileNameOf('{list}', { name, number: 3 }, 0, 'UTC')).toMatch(/^[a-z0-9-]+-3$/);
      }),
    );
  });
});
