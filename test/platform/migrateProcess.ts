/** Brings the database of the address given up to date, and says which programs it started for it. */
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { migrate } from '#app/platform/migrate.ts';

const started: ChildProcess[] = [];
subscribe('child_process', (message) => void started.push((message as { process: ChildProcess }).process));

await migrate(process.argv[2] ?? '');
console.log(JSON.stringify({ started: started.map((child) => child.spawnargs.join(' ')) }));
