import type { Expectation, ResidentJson } from '@excelsior/demo'
import type { PassType } from '@excelsior/domain'
import { ask, json, type Question, type Reply } from './ask.ts'
import type { Service } from './service.ts'

/** What somebody types, whoever they are. */
export type TypedDetails = Readonly<
  Record<'givenName' | 'familyName' | 'birthDate' | 'postalCode' | 'phone', string>
>
export type Answers = Readonly<Record<string, string>>

export interface StartedBody {
  readonly retrieval: string
  readonly questions: readonly {
    readonly id: string
    readonly text: string
    readonly options: readonly { readonly value: string; readonly text: string }[]
  }[]
  readonly expires: string
}

export interface ProvenBody {
  readonly decision: Expectation
  readonly passes: readonly {
    readonly type: PassType
    readonly givenName: string
    readonly familyName: string
    readonly birthDate: string
    readonly issued: string
    readonly expires: string
    readonly qr: string
    readonly formats: Readonly<Record<string, string>>
  }[]
}

export interface Message {
  readonly phone?: string
  readonly address?: string
  readonly text: string
  readonly code: string
  readonly at: string
  readonly channel: 'sms' | 'voice' | 'letter'
}

export const residentsOf = async ({ origin }: Service): Promise<readonly ResidentJson[]> =>
  json(await ask(origin, '/demo/residents'))

/** Newest first. */
export const outboxOf = async ({ origin }: Service): Promise<readonly Message[]> =>
  json(await ask(origin, '/demo/outbox'))

export async function codesSentTo(service: Service, phone: string): Promise<readonly string[]> {
  return (await outboxOf(service)).filter((message) => message.phone === phone).map(({ code }) => code)
}

export function start(
  { origin }: Service,
  pass: PassType,
  typed: TypedDetails,
  how: Question = {},
): Promise<Reply> {
  const { givenName, familyName, birthDate, postalCode, phone } = typed
  const body = { pass, givenName, familyName, birthDate, postalCode, phone }
  return ask(origin, '/api/retrievals', { body, ...how })
}

export const answer = ({ origin }: Service, retrieval: string, answers: Answers): Promise<Reply> =>
  ask(origin, '/api/retrievals/answers', { body: { retrieval, answers } })

export const enter = ({ origin }: Service, retrieval: string, code: string): Promise<Reply> =>
  ask(origin, '/api/retrievals/code', { body: { retrieval, code } })

/** What to answer to these questions, from all the answers that a resident has. */
export const answersTo = (
  { questions }: { readonly questions: readonly { readonly id: string }[] },
  answers: Answers,
): Answers => Object.fromEntries(questions.map(({ id }) => [id, answers[id] ?? '']))

/** Another option than the right one, to each question. */
export const wrongAnswersTo = ({ questions }: StartedBody, answers: Answers): Answers =>
  Object.fromEntries(
    questions.map(({ id, options }) => [id, options.find(({ value }) => value !== answers[id])?.value ?? '']),
  )

/** Details and answers: what comes before the code. */
export async function startAndAnswer(
  service: Service,
  pass: PassType,
  typed: TypedDetails,
  answers: Answers,
): Promise<StartedBody> {
  const begun = json<StartedBody>(await start(service, pass, typed))
  await answer(service, begun.retrieval, answersTo(begun, answers))
  return begun
}

/** The whole way, with the newest code that went to this phone. */
export async function retrieve(
  service: Service,
  pass: PassType,
  resident: TypedDetails & { readonly answers: Answers },
  phone = resident.phone,
): Promise<Reply> {
  const { retrieval } = await startAndAnswer(service, pass, resident, resident.answers)
  const [code = '000000'] = await codesSentTo(service, phone)
  return enter(service, retrieval, code)
}
