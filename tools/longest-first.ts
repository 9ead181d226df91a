import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Journeys before browser tests before all else, larger files first: a file that takes a minute and starts last
 * would run alone, while the other processor waits.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files)
    return bySize.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  if (moduleId.includes('/journeys/')) return 0
  return moduleId.includes('.browser.test.') ? 1 : 2
}
