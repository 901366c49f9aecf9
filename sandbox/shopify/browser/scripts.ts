// Hands out the browser scripts of this folder as plain JavaScript.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

const ready = new Map<string, string>();

/** The script's JavaScript; Node's type stripping leaves line and column numbers as they are in the file. */
export function browserScript(name: 'appBridge' | 'adminPage'): string {
  const known = ready.get(name);
  if (known !== undefined) return known;
  const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8');
  const text = withoutExperimentalWarning(() => stripTypeScriptTypes(source));
  ready.set(name, text);
  return text;
}

/** Node 24 announces on stderr that the function may change; that is of no use to whoever watches the sandbox. */
function withoutExperimentalWarning<T>(work: () => T): T {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emit;
  }
}
