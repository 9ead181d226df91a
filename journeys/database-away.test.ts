import { describe, expect, test } from 'vitest'
import { databaseAway } from './database-away.ts'

/** `npm run bench -- away` takes it away for a minute. */
const SECONDS = 4
/** Milliseconds: only so that a hang ends. */
const PATIENCE = 120_000

describe.each([
  ['stopped, and started again', 'stopped'],
  ['frozen with its connections open', 'frozen'],
] as const)('a database that is %s while messages come in by all doors', (_, away) => {
  test(
    'loses nothing acknowledged and doubles nothing; readiness tells, and all goes on without a restart',
    async () => {
      const figures = await databaseAway(away, SECONDS)
      console.log(
        `${away} for ${SECONDS} s: ${figures.acknowledged} acknowledged, ${figures.acknowledgedMeanwhile} of them meanwhile; the next ${Math.round(figures.recovery)} ms after its return`,
      )
      expect(figures).toMatchObject({ lost: [], notOnce: [], odd: [], toldNotReady: true })
      expect(figures.acknowledgedMeanwhile).toBe(0)
      expect(figures.acknowledged).toBeGreaterThan(100)
    },
    PATIENCE,
  )
})
