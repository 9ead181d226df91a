import type { ChallengeQuestion } from '@excelsior/domain'
import type { FormFault } from '../page.ts'
import type { Sent } from './forms.ts'

/** Leads to help, and never to the flow: it would cost a try. */
export const NOT_SURE = 'not-sure'

type Answered =
  | { readonly kind: 'answered'; readonly answers: Readonly<Record<string, string>> }
  | { readonly kind: 'not-sure' }
  | {
      readonly kind: 'incomplete'
      readonly chosen: Readonly<Record<string, string>>
      readonly faults: FormFault[]
    }

/** All three answers, or what is missing. Looks at what was chosen alone. */
export function answersOf(questions: readonly ChallengeQuestion[], sent: Sent): Answered {
  const chosen: Record<string, string> = {}
  const faults: FormFault[] = []
  for (const { id, options } of questions) {
    const value = sent.get(id)
    if (value !== undefined && (value === NOT_SURE || options.includes(value))) chosen[id] = value
    else faults.push({ field: id, text: 'retrieve.fault-question' })
  }
  if (Object.values(chosen).includes(NOT_SURE)) return { kind: 'not-sure' }
  return faults.length > 0 ? { kind: 'incomplete', chosen, faults } : { kind: 'answered', answers: chosen }
}
