/** Databases without tables, processes that migrate them, and a copy of the project with a migration more. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

/** The owner's address of a database without tables, dropped after the test. */
export async function emptyDatabase(): Promise<string> {
  const { port, password } = inject('cluster');
  const name = `migrated_${randomBytes(6).toString('hex')}`;
  const url = (role: string, database: string): string =>
    `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
  const admin = new pg.Client({ connectionString: url('postgres', 'postgres') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} OWNER kesit_owner`);
  onTestFinished(async () => {
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });
  return url('kesit_owner', name);
}

export async function query(ownerUrl: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return (await client.query(text)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

export interface Migrating {
  child: ChildProcess;
  /** Command lines of the programs it started; an error with what it said when it failed. */
  started: Promise<string[]>;
}

/** A process that brings a database up to date, from this project or a copy of it. */
export function migratingProcess(ownerUrl: string, project = root): Migrating {
  const program = path.join(
    project,
    path.relative(root, fileURLToPath(new URL('./migrateProcess.ts', import.meta.url))),
  );
  const child = spawn(process.execPath, [program, ownerUrl], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const started = new Promise<string[]>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve((JSON.parse(said) as { started: string[] }).started);
      else reject(new Error(`It ended with ${code}: ${complained}`));
    });
  });
  started.catch(() => undefined);
  return { child, started };
}

export interface ProjectCopy {
  folder: string;
  /** Writes, or writes anew, the copy's last migration. */
  setLast(sql: string): Promise<void>;
}

/** A copy of what migrating needs, removed after the test. */
export async function projectCopy(): Promise<ProjectCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'kesit-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const needed = [
    ...['package.json', 'prisma.config.ts', 'prisma/schema.prisma', 'prisma/migrations', 'scripts/unrefTimers.mjs'],
    ...['app/platform', 'test/platform/migrateProcess.ts'],
  ];
  for (const part of needed) await cp(path.join(root, part), path.join(folder, part), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const last = path.join(folder, 'prisma/migrations/29990101000000_last');
  return {
    folder,
    async setLast(sql) {
      await mkdir(last, { recursive: true });
      await writeFile(path.join(last, 'migration.sql'), sql);
    },
  };
}
