import { beforeAll, describe, expect, test } from 'vitest'
import { type KillFigures, killRounds } from './kill-rounds.ts'

/** `npm run bench -- kills` does 200. */
const ROUNDS = 20
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 240_000

let figures: KillFigures
beforeAll(async () => {
  figures = await killRounds(ROUNDS, 11)
}, PATIENCE)

describe('killed without warning while messages come in by all doors, twenty times', () => {
  test('it was in the middle of its work', () => {
    expect(figures.acknowledged).toBeGreaterThanOrEqual(ROUNDS)
    expect(figures.cutShort).toBeGreaterThan(ROUNDS / 2)
  })

  test('it serves again each time, after a kill of its database without a restart', () => {
    const [restart, recovery] = [Math.max(...figures.restarts), Math.max(...figures.recoveries)]
    console.log(
      `${figures.acknowledged} of ${figures.offered} acknowledged, ${figures.onFileUntold} stored and not told; serving again within ${Math.round(restart)} ms, the database killed within ${Math.round(recovery)} ms`,
    )
    expect(figures.restarts.length + figures.recoveries.length).toBe(ROUNDS)
  })

  test('nothing acknowledged is lost', () => expect(figures.lost).toEqual([]))

  test('nothing is stored twice, and none half', () => expect(figures.notOnce).toEqual([]))

  test('sent once more all is taken, and what was on file is known to be', () => {
    expect(figures.refusedAgain).toEqual([])
    expect(figures.wrongNews).toEqual([])
  })

  test('whatever was not taken was told "not now", or not answered', () => expect(figures.odd).toEqual([]))
})
