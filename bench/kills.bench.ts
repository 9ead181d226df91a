import { type KillFigures, killRounds } from '../journeys/kill-rounds.ts'
import type { Bench } from './figure.ts'

/** In parts, each on a database of its own: what is lost shows before the end. */
const PART = 40
const ROUNDS = 200
const rounds = Number(process.env.KILL_ROUNDS ?? ROUNDS)

export const bench: Bench = {
  onlyByName: true,
  figures: [
    {
      name: 'kills-lost',
      what: `acknowledged messages that are not on file, of ${ROUNDS} kills (KILL_ROUNDS) of the service, its database or both while messages come in by all doors`,
      unit: 'messages',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'kills-twice',
      what: 'people who are on file more than once, or not with the records that were sent',
      unit: 'people',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'kills-again',
      what: 'messages that were not taken, or wrongly told to be new or known, when everything was sent once more; and answers that are neither an acknowledgement nor "not now"',
      unit: 'messages',
      goal: { of: 'value', atMost: 0 },
    },
    { name: 'kills-acknowledged', what: 'messages that were acknowledged before a kill', unit: 'messages' },
    { name: 'kills-untold', what: 'messages that were on disk, and their sender not told', unit: 'messages' },
    { name: 'kills-restart', what: 'until it served again after a kill, the longest', unit: 'ms' },
    {
      name: 'kills-recovery',
      what: 'until the running service could store again after its database was killed, the longest',
      unit: 'ms',
    },
  ],
  async measure(progress) {
    const parts: KillFigures[] = []
    for (let from = 0; from < rounds; from += PART) {
      const seed = 1 + from / PART
      const some = Math.min(PART, rounds - from)
      parts.push(await killRounds(some, seed, (told) => progress(`kills, part ${seed}: ${told}`)))
    }
    const all = (of: (figures: KillFigures) => readonly unknown[]) => parts.flatMap(of)
    for (const each of all(({ lost, notOnce, odd }) => [...lost, ...notOnce, ...odd]))
      progress(`kills: ${each}`)
    const sum = (of: (figures: KillFigures) => number) => parts.reduce((total, part) => total + of(part), 0)
    const longest = (of: (figures: KillFigures) => readonly number[]) => Math.max(0, ...parts.flatMap(of))
    return {
      'kills-lost': { value: all(({ lost }) => lost).length },
      'kills-twice': { value: all(({ notOnce }) => notOnce).length },
      'kills-again': {
        value: all(({ refusedAgain, wrongNews, odd }) => [...refusedAgain, ...wrongNews, ...odd]).length,
      },
      'kills-acknowledged': { value: sum(({ acknowledged }) => acknowledged) },
      'kills-untold': { value: sum(({ onFileUntold }) => onFileUntold) },
      'kills-restart': { value: longest(({ restarts }) => restarts) },
      'kills-recovery': { value: longest(({ recoveries }) => recoveries) },
    }
  },
}
