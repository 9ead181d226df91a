import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { json, type Reply, together } from './ask.ts'
import { send, testMessage } from './hl7.ts'
import { type Neighbour, neighbours } from './people.ts'
import {
  type Answers,
  answer,
  answersTo,
  codesSentTo,
  enter,
  type StartedBody,
  start,
  startAndAnswer,
  type TypedDetails,
  wrongAnswersTo,
} from './retrieve.ts'
import { type Service, startService } from './service.ts'

/** Tries of each group. */
const TRIES = 150
/** So that nobody of them comes near a budget. */
const EACH = 40

let service: Service
let groups: readonly Group[]

interface Group {
  readonly name: string
  readonly typed: (number: number) => TypedDetails
  readonly answers: (begun: StartedBody, number: number) => Answers
}
interface Try {
  readonly group: Group
  readonly number: number
}
/** What a stranger sees of one try: three answers. */
type Seen = readonly [Reply, Reply, Reply]

beforeAll(async () => {
  service = await startService({ people: 30 })
  const known = neighbours(EACH, { tag: 'Ka' })
  const careless = neighbours(EACH, { tag: 'Le' })
  const phoneless = neighbours(EACH, { tag: 'Mo', phone: false })
  const positive = neighbours(EACH, { tag: 'Pi' })
  const burnt = neighbours(4, { tag: 'Ru' })
  const everybody = [known, careless, phoneless, positive, burnt].flat()
  await send(service, everybody.map(({ message }) => message).join(''))
  const positives = positive.map(({ familyName: family, givenName: given, birthDate, phone }, index) =>
    testMessage(
      { id: `Pi-${index}`, given, family, born: birthDate.replaceAll('-', ''), phone },
      { id: `Pi-${index}-t`, kind: 'pcr', result: 'positive', minutesAgo: 600 },
    ),
  )
  const taken = await send(service, positives.join(''))
  expect(taken.body.match(/MSA\|[AC]A/g)).toHaveLength(EACH)
  await together(burnt, 4, async (victim) => {
    const begun = json<StartedBody>(await start(service, 'vaccination', victim))
    const wrong = wrongAnswersTo(begun, victim.answers)
    for (let tried = 0; tried < 10; tried++) await answer(service, begun.retrieval, wrong)
  })

  const one = (people: readonly Neighbour[], number: number) => people[number % people.length] as Neighbour
  const right = (people: readonly Neighbour[]) => (begun: StartedBody, number: number) =>
    answersTo(begun, one(people, number).answers)
  const wrong = (people: readonly Neighbour[]) => (begun: StartedBody, number: number) =>
    wrongAnswersTo(begun, one(people, number).answers)
  groups = [
    {
      name: 'a stranger',
      typed: (number) => ({
        givenName: 'Nemo',
        familyName: `Nowhere${letters(number)}`,
        birthDate: '1966-06-16',
        postalCode: '10001',
        phone: '2125550100',
      }),
      answers: right(known),
    },
    {
      name: 'a digit of the birth date wrong',
      typed: (number) => {
        const { birthDate, ...rest } = one(known, number)
        return { ...rest, birthDate: `${Number(birthDate.slice(0, 4)) + 10}${birthDate.slice(4)}` }
      },
      answers: right(known),
    },
    { name: 'right answers, wrong code', typed: (number) => one(known, number), answers: right(known) },
    { name: 'wrong answers', typed: (number) => one(careless, number), answers: wrong(careless) },
    { name: 'wrong answers, positive', typed: (number) => one(positive, number), answers: wrong(positive) },
    { name: 'no phone on record', typed: (number) => one(phoneless, number), answers: right(phoneless) },
    { name: 'tries used up', typed: (number) => one(burnt, number), answers: right(burnt) },
  ]
})
afterAll(() => service?.stop())

async function attempt({ group, number }: Try): Promise<Seen> {
  const first = await start(service, 'vaccination', group.typed(number))
  const begun = json<StartedBody>(first)
  const second = await answer(service, begun.retrieval, group.answers(begun, number))
  return [first, second, await enter(service, begun.retrieval, '000000')]
}

describe('whoever is refused', () => {
  const seen = new Map<string, Seen>()
  beforeAll(async () => {
    for (const group of groups) seen.set(group.name, await attempt({ group, number: 0 }))
  })
  const step = (index: 0 | 1 | 2) => [...seen.values()].map((replies) => replies[index])
  const alike = (replies: readonly Reply[], shape: (reply: Reply) => unknown) =>
    new Set(replies.map((reply) => JSON.stringify(shape(reply)))).size

  test('gets the same three questions, word for word, under a token of the same length', () => {
    expect(seen.size).toBe(7)
    const shape = ({ status, headers, body }: Reply) => {
      const { retrieval, expires, ...questions } = JSON.parse(body)
      return [status, headers, body.length, retrieval.length, expires.length, questions]
    }
    expect(alike(step(0), shape)).toBe(1)
  })

  test('is sent on to the code, byte for byte alike', () => {
    expect(step(1)[0]?.status).toBe(200)
    expect(step(1)[0]?.body).toBe('{"next":"code"}')
    expect(alike(step(1), ({ status, headers, body }) => [status, headers, body])).toBe(1)
  })

  test('is refused byte for byte alike', () => {
    expect(step(2)[0]?.status).toBe(403)
    expect(alike(step(2), ({ status, headers, body }) => [status, headers, body])).toBe(1)
  })

  test('while the one with right answers was sent a code that works, and nobody else any', async () => {
    const [stranger, , proven, careless, positive, phoneless, burnt] = groups.map(({ typed }) => typed(20))
    expect(stranger && proven && careless && positive && phoneless && burnt).toBeTruthy()
    const begun = await startAndAnswer(
      service,
      'vaccination',
      proven as Neighbour,
      (proven as Neighbour).answers,
    )
    const [code = ''] = await codesSentTo(service, proven?.phone ?? '')
    expect((await enter(service, begun.retrieval, code)).status).toBe(200)
    for (const group of groups.filter(
      ({ name }) => name !== 'right answers, wrong code' && !/digit/.test(name),
    )) {
      for (const number of [0, 1, 20])
        expect(await codesSentTo(service, group.typed(number).phone)).toEqual([])
    }
  })
})

test('the time of an answer does not tell who was asked for', async () => {
  const tries = Array.from({ length: TRIES }, (_, number) =>
    groups.map((group) => ({ group, number })),
  ).flat()
  const seen = await together(tries, 12, attempt)
  const times = (name: string, step: 0 | 1 | 2) =>
    tries.flatMap(({ group }, index) => (group.name === name ? [seen[index]?.[step].took ?? 0] : []))
  const [stranger, ...others] = groups.map(({ name }) => name)
  const lines = others.map((name) => {
    const areas = ([0, 1, 2] as const).map((step) => area(times(stranger ?? '', step), times(name, step)))
    return { name, areas }
  })
  console.log(
    [
      `AUC against a stranger, ${TRIES} tries each, by step (chance alone: 0.50 ± ${(1.96 * Math.sqrt((2 * TRIES + 1) / (12 * TRIES ** 2))).toFixed(2)}):`,
      ...lines.map(({ name, areas }) => `  ${name}: ${areas.map((each) => each.toFixed(3)).join(', ')}`),
    ].join('\n'),
  )
  for (const { name, areas } of lines) {
    for (const each of areas) expect(Math.abs(each - 0.5), name).toBeLessThan(0.15)
  }
}, 120_000)

/** The chance that a time of `b` is longer than one of `a`: what a classifier by time alone can reach. */
function area(a: readonly number[], b: readonly number[]): number {
  let wins = 0
  for (const x of a) for (const y of b) wins += y > x ? 1 : y === x ? 0.5 : 0
  return wins / (a.length * b.length)
}

/** 0 a, 1 b, 26 ba: names have no digits. */
function letters(number: number): string {
  const rest = Math.floor(number / 26)
  return (rest > 0 ? letters(rest) : '') + String.fromCharCode(97 + (number % 26))
}
