import { defineConfig } from 'vitest/config';

/** Contract tests: the vendors' own documents are read from the folder in KESIT_REFERENCE_DIR. */
export default defineConfig({
  test: {
    include: ['test/contract/**/*.contract.test.ts'],
    globalSetup: ['test/support/cluster.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
