/** Who is whose child among the processes of this machine, and which of them still live. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface Row {
  processId: number;
  parentId: number;
  state: string;
}

function all(): Row[] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([processId, parentId, state = '']) => ({
        processId: Number(processId),
        parentId: Number(parentId),
        state,
      }));
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // After the name, which may hold anything but ends with the last bracket: state, parent.
        const [state = '', parentId] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
        return [{ processId: Number(name), parentId: Number(parentId), state }];
      } catch {
        return [];
      }
    });
}

/** Children of a process, theirs, and so on. */
export function descendantsOf(processId: number): number[] {
  const rows = all();
  const found = [processId];
  for (const parent of found)
    found.push(...rows.filter((row) => row.parentId === parent && row.state !== 'Z').map((row) => row.processId));
  return found.slice(1);
}

/** Those of the processes that still live; one that is dead but not yet buried does not. */
export function stillAlive(processIds: Iterable<number>): number[] {
  const living = new Set(all().flatMap((row) => (row.state === 'Z' ? [] : [row.processId])));
  return [...processIds].filter((processId) => living.has(processId));
}
