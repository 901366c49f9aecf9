import { defineConfig } from 'vitest/config';

const folder = (name: string, options: object = {}): object => ({
  test: { name, include: [`test/${name}/**/*.test.{ts,tsx}`], ...options },
});

/** Suites that need no reference folder. Browser tests run alone: they measure layouts, not speed, but want the processor. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/cluster.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A condition is waited for as long as a busy machine may take.
    expect: { poll: { timeout: 30_000, interval: 50 } },
    maxWorkers: 2,
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: { name: 'core', include: ['app/**/*.test.ts', 'connectors/**/*.test.ts', 'test/core/**/*.test.ts'] },
      },
      ...['platform', 'store', 'sandbox', 'ingest', 'http', 'connectors', 'flows'].map((name) => ({
        extends: true as const,
        ...folder(name),
      })),
      { extends: true, ...folder('crash', { testTimeout: 900_000, hookTimeout: 300_000, maxWorkers: 1 }) },
      { extends: true, ...folder('e2e', { testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 1 }) },
    ],
  },
});
