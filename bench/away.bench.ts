import { type AwayFigures, databaseAway } from '../journeys/database-away.ts'
import type { Bench } from './figure.ts'

const SECONDS = 60

export const bench: Bench = {
  onlyByName: true,
  figures: [
    {
      name: 'away-wrong',
      what: `messages lost, doubled or wrongly answered while the database was away for ${SECONDS} s, once stopped and once frozen, and senders went on at all doors`,
      unit: 'messages',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'away-growth',
      what: 'that the service grew by meanwhile',
      unit: 'MB',
      goal: { of: 'value', atMost: 64 },
    },
    {
      name: 'away-recovery',
      what: 'from its return to the next acknowledgement, the longer of the two',
      unit: 'ms',
      goal: { of: 'value', atMost: 20_000 },
    },
  ],
  async measure(progress) {
    const both: AwayFigures[] = []
    for (const away of ['stopped', 'frozen'] as const)
      both.push(await databaseAway(away, SECONDS, (told) => progress(`away: ${told}`)))
    const wrong = both.flatMap(({ lost, notOnce, odd }) => [...lost, ...notOnce, ...odd])
    for (const each of wrong.slice(0, 20)) progress(`away: ${each}`)
    return {
      'away-wrong': { value: wrong.length },
      'away-growth': { value: Math.max(...both.map(({ growth }) => growth)) / 1e6 },
      'away-recovery': { value: Math.max(...both.map(({ recovery }) => recovery)) },
    }
  },
}
