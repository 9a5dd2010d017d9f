import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{functions,lib,infra,bench}/**/*.test.ts'],
    globalSetup: ['lib/testing/global-setup.ts'],
    setupFiles: ['lib/testing/environment.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
})
