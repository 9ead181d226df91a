import { defineConfig } from 'vitest/config'
import LongestFirst from './tools/longest-first.ts'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'apps/*/src/**/*.test.{ts,tsx}',
      'journeys/**/*.test.ts',
      'tools/**/*.test.ts',
    ],
    reporters: ['default', './tools/summary-reporter.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    sequence: { sequencer: LongestFirst },
    maxWorkers: 3, // on two processors: browsers' journeys wait half of their time
  },
})
