/** docs/connectors.md says what the code does with Shopify's answers: its tables are the code's tables, entry by entry, and the client's. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Exchange } from '#app/flows/shopify/exchange.ts';
import { judge } from '#app/flows/shopify/judge.ts';
import {
  CALL_RULES,
  DEFINITION_RULES,
  haltOf,
  REJECTIONS,
  ROW_RULES,
  START_RULES,
  startHalt,
  STATUS_RULES,
} from '#connectors/shopify-tags/errors.ts';
import { documentTable } from '../documentTable.ts';

/** What the app's client makes of an answer that the table names. */
function madeOf(answer: number | string): string {
  const exchange: Exchange =
    answer === 'no answer'
      ? { kind: 'lost', heard: 'no', reason: 'ECONNREFUSED' }
      : {
          kind: 'answered',
          status: typeof answer === 'number' ? answer : 200,
          retryAfterMs: null,
          body:
            answer === 'no JSON'
              ? '<html>'
              : JSON.stringify({ data: null, errors: [{ message: 'No.', extensions: { code: answer } }] }),
        };
  const judgement = judge({ root: 'shop', answer: z.object({}) }, exchange);
  // A token that is refused is refreshed once; refused again, the merchant has to open the app.
  if (judgement.kind === 'token-refused') return 'open-app';
  if (judgement.kind === 'again' || judgement.kind === 'throttled') return 'retry';
  return judgement.kind === 'merchant-must-act' ? judgement.action : judgement.kind;
}

describe('the document', () => {
  test('has the rules of whole calls', () => {
    expect(documentTable('tags call rules')).toEqual(
      CALL_RULES.map(({ answers, next, reason }) => [answers.join(', '), next, reason]),
    );
  });

  test('has what becomes of refused rows, and why', () => {
    expect(documentTable('tags row rules')).toEqual(
      ROW_RULES.map((rule) => [rule.call, rule.errors.join(', '), rule.becomes]),
    );
    expect(documentTable('tags rejections')).toEqual(Object.entries(REJECTIONS));
  });

  test('has the rules of bulk operations', () => {
    expect(documentTable('tags start rules')).toEqual(
      START_RULES.map(({ codes, next, reason }) => [codes.join(', '), next, reason]),
    );
    expect(documentTable('tags status rules')).toEqual(
      STATUS_RULES.map(({ statuses, next }) => [statuses.join(', '), next]),
    );
  });

  test('has what follows from a refused definition', () => {
    expect(documentTable('tags definition rules')).toEqual(
      DEFINITION_RULES.map(({ codes, next }) => [codes.join(', '), next]),
    );
  });
});

describe('an answer in the table', () => {
  const answers = CALL_RULES.flatMap(({ answers: all, halt }) => all.map((answer) => [answer, halt] as const));

  test.each(answers)('%s is to the client what the table makes of it', (answer, halt) => {
    expect(madeOf(answer)).toBe(halt);
  });

  test.each(CALL_RULES)('that is $halt ends as $next', ({ halt, next }) => {
    const given =
      halt === 'retry'
        ? { kind: halt, notBeforeMs: 1, reason: '' }
        : halt === 'our-bug'
          ? { kind: halt, reason: '' }
          : ({ kind: 'merchant-must-act', action: halt, reason: '' } as const);
    const made = haltOf(given);
    expect(made.kind === 'merchant-must-act' ? made.action : made.kind).toBe(next);
  });

  test('that starts no bulk operation ends as the table says', () => {
    for (const { codes, next } of START_RULES) {
      for (const code of codes) expect(startHalt(code, 0).kind, code).toBe(next);
    }
  });
});
