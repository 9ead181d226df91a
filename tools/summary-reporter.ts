import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Makes `N passed, N failed, N skipped` the last line of a run. A file that does not load and an error outside
 * of any test count as one failed each: neither may hide behind the tests that never ran.
 */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length
      count.failed += module.errors().length
    }
    const failed = count.failed + count.pending // never finished
    const file = process.env.SUMMARY_FILE // `npm test` adds its own checks to these numbers
    if (file) {
      writeFileSync(file, JSON.stringify({ passed: count.passed, failed, skipped: count.skipped }))
      return
    }
    const skipped = count.skipped ? `, ${count.skipped} skipped` : ''
    // After whatever other reporters still have to say.
    process.once('exit', () => process.stdout.write(`${count.passed} passed, ${failed} failed${skipped}\n`))
  }
}
