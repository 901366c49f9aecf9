/** Brings the database of the address given up to date, and says what of the job library and Prisma it had to start. */
import { ChildProcess } from 'node:child_process';
import { migrate } from '#app/platform/migrate.ts';

// Every program that this process starts passes here, by whatever function it is started.
const started: string[] = [];
const prototype = ChildProcess.prototype as unknown as { spawn: (options: { args: string[] }) => unknown };
const spawn = prototype.spawn;
prototype.spawn = function (options) {
  started.push(options.args.join(' '));
  return spawn.call(this, options);
};

await migrate(process.argv[2] ?? '');
console.log(JSON.stringify({ started }));
