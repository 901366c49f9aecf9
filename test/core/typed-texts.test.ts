/** A list of texts as it is typed: what ends a text, what keeps its commas, and that what is written so is read so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partTexts, unquoted } from '#app/ui/builder/typedTexts.ts';
import { readField } from '#app/ui/builder/fieldValues.ts';

describe('texts typed one after the other', () => {
  it.each<[typed: string, ended: string[], rest: string]>([
    ['', [], ''],
    ['İzmir', [], 'İzmir'],
    ['İzmir, ', ['İzmir'], ''],
    [' İzmir , Ankara,Bur', ['İzmir', 'Ankara'], 'Bur'],
    ['İzmir\nAnkara\n', ['İzmir', 'Ankara'], ''],
    [', ,İzmir,', ['İzmir'], ''],
    ['"Elbise, mavi"', [], '"Elbise, mavi"'],
    ['"Elbise, mavi",', ['Elbise, mavi'], ''],
    ['“Elbise, mavi”, Ceket,', ['Elbise, mavi', 'Ceket'], ''],
    ['Ceket, "Elbise, mavi', ['Ceket'], '"Elbise, mavi'],
    // A quote that a text does not begin with is a letter like others, and so are quotes around a part of it.
    ['Tava 12", Tava 14",', ['Tava 12"', 'Tava 14"'], ''],
    ['"Mavi" elbise,', ['"Mavi" elbise'], ''],
    ['"",', [], ''],
  ])('%j comes apart into %j and %j', (typed, ended, rest) => {
    expect(partTexts(typed)).toEqual({ ended, rest });
  });

  it('a quote that was not closed is closed by the end', () => {
    expect(['"Elbise, mavi', '“Elbise, mavi', '"Elbise"', 'Elbise', '"'].map(unquoted)).toEqual([
      'Elbise, mavi',
      'Elbise, mavi',
      'Elbise',
      'Elbise',
      '',
    ]);
  });

  it('any texts without quotes, each in quotes, come back as they are', () => {
    const text = fc
      .string({ minLength: 1, unit: 'grapheme' })
      .filter((one) => one.trim() === one && !/["“”]/.test(one));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        expect(partTexts(texts.map((one) => `"${one}",`).join(' '))).toEqual({ ended: texts, rest: '' });
      }),
    );
  });

  it('the one that is being typed counts already, without its quotes', () => {
    const field = { name: 'values', editor: 'texts' } as const;
    const terms = { locale: 'tr', currencyCode: 'TRY' } as const;
    expect(readField(field, { values: ['a, b', '"c, d'] }, terms)).toEqual({
      ok: true,
      value: { values: ['a, b', 'c, d'] },
    });
  });
});
