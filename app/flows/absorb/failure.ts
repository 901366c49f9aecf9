/** What a failure to store says about the delivery, and how it may be told: without any of the values. */

/** Somebody else works on the shop; nothing is wrong. SQLSTATE lock_not_available. */
export const isBusy = (error: unknown): boolean => codeOf(error) === '55P03';

/**
 * True for errors that say nothing about a delivery: the connection broke (E… are the network's codes, ERR_… our own
 * mistakes), or the server is stopping, full or undoing one of two that met.
 */
export function isDatabaseAway(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && /connection|terminat|timeout/i.test(error.message);
  return /^(08|57|53|40)/.test(code) || (code.startsWith('E') && !code.startsWith('ERR_'));
}

/**
 * The failure in a sentence that may be stored and shown. Messages of PostgreSQL, and of our own mistakes, may quote the
 * very values that failed; told are only codes, and names of tables, columns, constraints and our own files.
 */
export function tellFailure(error: unknown): string {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const code = codeOf(error);
  if (code !== undefined && /^[0-9A-Z]{5}$/.test(code)) {
    const names = (['table', 'column', 'constraint', 'dataType'] as const).flatMap((field) =>
      typeof fields[field] === 'string' ? [`${NAMED[field]} ${fields[field]}`] : [],
    );
    const kind = KINDS[code] ?? CLASSES[code.slice(0, 2)] ?? 'an error';
    return `The database refused it: ${kind} (${[code, ...names].join(', ')}).`;
  }
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? placeOf(error) : undefined;
  return `An error of ours: ${[name, code, place].filter((part) => part !== undefined).join(', ')}.`;
}

const NAMED = { table: 'table', column: 'column', constraint: 'constraint', dataType: 'type' } as const;

/** PostgreSQL's names of what values run into (its documentation, appendix A). */
const KINDS: Record<string, string> = {
  '22001': 'a text is too long',
  '22003': 'a number is out of range',
  '22007': 'an instant is malformed',
  '22008': 'an instant is out of range',
  '22021': 'a text holds a character that it cannot keep',
  '22P02': 'a value is malformed',
  '22P03': 'a value is malformed',
  '22P05': 'a text holds a character that it cannot keep',
  '23502': 'a value is missing',
  '23503': 'a row it belongs to is missing',
  '23505': 'a row of that key is there already',
  '23514': 'a value is not one of those allowed',
  '42501': 'the right to do so is missing',
  '54000': 'a value is too large',
};
const CLASSES: Record<string, string> = {
  '22': 'a value is not as it should be',
  '23': 'a rule of the tables is broken',
  '42': 'a statement is wrong',
  '54': 'a limit is exceeded',
};

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** File and line of the first place in our own code that the error came through. */
function placeOf(error: Error): string | undefined {
  // The stack begins with the message, which may hold anything, over any number of lines: only whole lines of calls count.
  const frames = (error.stack ?? '').slice(error.message.length).split('\n');
  for (const frame of frames) {
    const found = /^\s+at .*\/(?:app|connectors)\/[\w/.-]*?([\w-]+\.ts:\d+):\d+\)?$/.exec(frame);
    if (found) return found[1];
  }
  return undefined;
}
