import { beforeAll, describe, expect, test } from 'vitest'
import { type MixedFigures, mixedRun } from './mixed-run.ts'

/** `npm run bench -- mixed` sends 100,000. */
const MESSAGES = 3000
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 240_000

describe('mixed messages of several sources: repeated, out of order, corrected, withdrawn, faulty, hostile', () => {
  let figures: MixedFigures
  beforeAll(async () => {
    figures = await mixedRun(MESSAGES, 5)
    console.log(
      `${figures.sent} messages in ${figures.seconds.toFixed(1)} s: ${figures.records} records stand`,
    )
  }, PATIENCE)

  test('each is answered as it has to be', () => expect(figures.wrongAnswers.slice(0, 10)).toEqual([]))

  test('no record is told to be new twice', () => expect(figures.newTwice).toEqual([]))

  test('the records of each source stand as its own last words say, and nobody else’s', () => {
    expect(figures.wrongStates.slice(0, 10)).toEqual([])
    expect(figures.records).toBeGreaterThan(MESSAGES / 10)
  })

  test('what was refused is kept', () => expect(figures.quarantined).toBeGreaterThan(MESSAGES / 50))
})
