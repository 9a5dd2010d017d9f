import { defineConfig } from 'vitest/config'
import { SlowFilesFirst } from './lib/testing/slow-files-first.ts'
import { timeLimit } from './lib/testing/time-limits.ts'

export default defineConfig({
  test: {
    include: ['{functions,lib,infra,bench}/**/*.test.ts'],
    globalSetup: ['lib/testing/global-setup.ts'],
    setupFiles: ['lib/testing/environment.ts'],
    testTimeout: timeLimit(2_000),
    hookTimeout: timeLimit(2_000),
    maxWorkers: 2,
    sequence: { sequencer: SlowFilesFirst },
  },
})
