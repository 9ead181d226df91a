import { mixedRun } from '../journeys/mixed-run.ts'
import type { Bench } from './figure.ts'

const MESSAGES = 100_000
const messages = Number(process.env.MIXED_MESSAGES ?? MESSAGES)

export const bench: Bench = {
  onlyByName: true,
  figures: [
    {
      name: 'mixed-state',
      what: `people of whom something else stands than the plain model says, after ${MESSAGES} messages (MIXED_MESSAGES) of four sources: repeated, out of order, corrected, withdrawn, faulty, hostile`,
      unit: 'people',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'mixed-answers',
      what: 'messages that were answered otherwise than the model says, and records told to be new twice',
      unit: 'messages',
      goal: { of: 'value', atMost: 0 },
    },
    { name: 'mixed-rate', what: 'of these messages, one at a time on each connection', unit: 'messages/s' },
  ],
  async measure(progress) {
    const figures = await mixedRun(messages, 1, (told) => progress(`mixed: ${told}`))
    const { wrongStates, wrongAnswers, newTwice } = figures
    for (const each of [...wrongStates, ...wrongAnswers, ...newTwice].slice(0, 20)) progress(`mixed: ${each}`)
    progress(
      `mixed: ${figures.records} records of ${figures.people} people stand, ${figures.quarantined} were refused`,
    )
    return {
      'mixed-state': { value: wrongStates.length },
      'mixed-answers': { value: wrongAnswers.length + newTwice.length },
      'mixed-rate': { value: figures.sent / figures.seconds },
    }
  },
}
