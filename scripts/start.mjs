// The entry of every npm script. Runs on the Node that npm runs on (20 or newer), needs no package: installs what is
// missing, makes what is generated, then goes on with the pinned Node of the project.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const modules = path.join(root, 'node_modules');
const node = path.join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [command, ...given] = process.argv.slice(2);

const fingerprint = (...files) =>
  createHash('sha256')
    .update(files.map((file) => readFileSync(path.join(root, file))).join('\0'))
    .digest('hex');

/** Runs a step unless it was done already for the same input files; what it was done for is noted in `note`. */
function once(note, inputs, output, work) {
  const wanted = fingerprint(...inputs);
  if (existsSync(output) && existsSync(note) && readFileSync(note, 'utf8') === wanted) return;
  work();
  mkdirSync(path.dirname(note), { recursive: true });
  writeFileSync(note, wanted);
}

function must(program, args, what) {
  // Output goes to standard error: standard output belongs to the command itself.
  const answer = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (answer.status !== 0) {
    console.error(`${what} failed.`);
    process.exit(answer.status ?? 1);
  }
}

const bin = (name) => path.join(modules, '.bin', name);
const script = (file, ...args) => [node, ['--disable-warning=ExperimentalWarning', path.join(root, file), ...args]];
const tool = (name, ...args) => [bin(name), args];

/** Each command is one or more programs run one after the other; the first that fails ends it. */
const commands = {
  demo: () => [script('scripts/demo.ts', ...given)],
  test: () => [script('scripts/buildOnce.ts'), tool('vitest', 'run', ...given)],
  'test:contracts': () => {
    const folder = given[0] && path.resolve(given[0]);
    if (!folder || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      console.error(`The folder with the vendors' documents is missing: npm run test:contracts -- FOLDER`);
      process.exit(2);
    }
    process.env.KESIT_REFERENCE_DIR = folder;
    return [tool('vitest', 'run', '-c', 'vitest.contracts.config.ts', ...given.slice(1))];
  },
  bench: () => [script('bench/run.ts', ...given)],
  dev: () => [script('scripts/dev.ts', ...given)],
  build: () => [tool('remix', 'vite:build')],
  web: () => [script('scripts/buildOnce.ts'), script('app/webMain.ts')],
  worker: () => [script('app/workerMain.ts')],
  migrate: () => [script('scripts/migrate.ts')],
  inbox: () => [script('scripts/inbox.ts', ...given)],
  docs: () => [script('scripts/segmentsDoc.ts', ...given)],
  screenshots: () => [script('scripts/screenshots.ts', ...given)],
  lint: () => [tool('eslint', '.', '--max-warnings=0'), tool('prettier', '--check', '--log-level=warn', '.')],
  check: () => [
    tool('tsc', '--noEmit'),
    tool(
      'depcruise',
      '--config',
      '.dependency-cruiser.cjs',
      'app',
      'connectors',
      'sandbox',
      'bench',
      'test',
      'scripts',
      'extensions',
    ),
    tool('knip'),
    script('scripts/segmentsDoc.ts', '--check'),
    script('scripts/checkDrift.ts'),
  ],
};

if (!Object.hasOwn(commands, command ?? '')) {
  console.error(`Unknown command "${command ?? ''}". There are: ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}

const programs = commands[command]();

once(path.join(modules, '.kesit-installed'), ['package-lock.json'], node, () => {
  console.error('Installing packages (about a minute) …');
  // The versions of the lockfile, which stays as it is. Not `npm ci`: that refuses a lockfile made where the packages of
  // foreign platforms could not be looked up, and these are optional.
  must('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], 'npm install');
});
once(
  path.join(modules, '.kesit-generated'),
  ['prisma/schema.prisma'],
  path.join(root, 'app/store/generated/client.ts'),
  () => {
    must(node, [path.join(modules, 'prisma/build/index.js'), 'generate', '--no-hints'], 'prisma generate');
  },
);

// Everything below finds the pinned Node first.
process.env.PATH = [path.dirname(node), path.join(modules, '.bin'), process.env.PATH].join(path.delimiter);

for (const [program, args] of programs) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  // Ctrl-C in a terminal reaches the child by itself, and we only wait for it. Other signals are passed on.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('exit', (status, signal) => resolve(status ?? (signal ? 1 : 0)));
  });
  if (code !== 0) process.exit(code);
}
