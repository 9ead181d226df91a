import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoResident } from '@excelsior/demo'
import { parsePolicy, policyInForce } from '@excelsior/domain'
import { StoreUnavailable } from '@excelsior/store'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PROJECT_ROOT } from './project-root.ts'
import { CLIENT, client, type FlowStand, openFlowStand } from './testing/flow-stand.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

let stand: FlowStand
let used = 0

beforeAll(async () => {
  stand = await openFlowStand(120)
})
afterAll(() => stand?.close())
afterEach(() => stand.turnTo(0))

/** Somebody vaccinated, with a phone of their own, whom no test has used. */
function vaccinated(): DemoResident {
  const shared = (phone: string) => stand.residents.filter(({ typed }) => typed.phone === phone).length > 1
  const fitting = stand.residents.filter(
    (resident) =>
      resident.note === undefined &&
      resident.person.phone === resident.typed.phone &&
      stand.told(resident).expect.vaccination.eligible &&
      !shared(resident.typed.phone),
  )
  return fitting[used++] as DemoResident
}
const newestCode = async (resident: DemoResident) => (await stand.sentTo(resident))[0]?.code ?? ''
const WRONG = { 'dose-region': 'none', 'dose-month': 'none', 'dose-product': 'none' }

describe('time', () => {
  test('a code by phone works for ten minutes and not a millisecond longer', async () => {
    for (const [age, outcome] of [
      [10 * MINUTE - 5 * SECOND, 'proven'],
      [10 * MINUTE, 'refused'],
    ] as const) {
      const resident = vaccinated()
      stand.turnTo(0)
      const token = await stand.answered(resident, 'vaccination')
      const code = await newestCode(resident)
      stand.turnTo(age)
      expect((await stand.flow.code(token, code, CLIENT)).kind).toBe(outcome)
    }
  })

  test('a retrieval says of itself that its half hour is over, to everybody alike', async () => {
    const nobody = { ...vaccinated(), typed: { ...vaccinated().typed, familyName: 'Nowhere' } }
    for (const resident of [vaccinated(), nobody]) {
      stand.turnTo(0)
      const token = await stand.answered(resident, 'vaccination')
      stand.turnTo(30 * MINUTE)
      expect(await stand.flow.answer(token, WRONG, CLIENT)).toEqual({ kind: 'timed-out' })
      expect(await stand.resend(token, 'text')).toEqual({ kind: 'timed-out' })
      expect(await stand.flow.code(token, '123456', CLIENT)).toEqual({ kind: 'timed-out' })
    }
  })

  test('eight starts a day: the ninth brings no code, three hours later one does', async () => {
    const resident = vaccinated()
    for (let count = 0; count < 9; count++) await stand.answered(resident, 'vaccination')
    expect(await stand.sentTo(resident)).toHaveLength(8)
    stand.turnTo(3 * HOUR + SECOND)
    await stand.answered(resident, 'vaccination')
    expect(await stand.sentTo(resident)).toHaveLength(9)
  })

  test('ten failed tries stay failed for a year, though all else has aged', async () => {
    const resident = vaccinated()
    const token = await stand.answered(resident, 'vaccination', WRONG)
    for (let count = 0; count < 9; count++) await stand.flow.answer(token, WRONG, CLIENT)
    stand.turnTo(365 * DAY)
    await stand.store.purge(stand.now())
    await stand.answered(resident, 'vaccination')
    expect(await stand.sentTo(resident)).toEqual([])
  })

  test('ten failed tries are ten for one person, however the name and the birth date are spelt', async () => {
    const resident = vaccinated()
    const { familyName, birthDate } = resident.typed
    const spelt = (change: Partial<Record<keyof DemoResident['typed'], string>>) => ({
      ...resident,
      typed: { ...resident.typed, ...change } as DemoResident['typed'],
    })
    const spellings = [
      spelt({ familyName: `${familyName}x` }),
      spelt({ familyName: familyName.slice(0, -1) }),
      spelt({ birthDate: birthDate.slice(0, 4) }),
      spelt({ birthDate: birthDate.slice(0, 7), familyName: `${familyName}e` }),
    ]
    for (const [number, each] of spellings.entries()) {
      await stand.answered(each, 'vaccination') // who is meant is clear: a code comes
      expect(await stand.sentTo(resident)).toHaveLength(number + 1)
    }
    for (let count = 0; count < 10; count++)
      await stand.answered(spellings[count % 4] as DemoResident, 'vaccination', WRONG)
    for (const each of [resident, ...spellings]) await stand.answered(each, 'vaccination')
    expect(await stand.sentTo(resident)).toHaveLength(4)
  })

  test('a code by letter works for twenty-one days and not longer', async () => {
    for (const [age, outcome] of [
      [21 * DAY - MINUTE, 'proven'],
      [21 * DAY, 'refused'],
    ] as const) {
      const resident = vaccinated()
      stand.turnTo(0)
      await stand.resend(await stand.answered(resident, 'vaccination'), 'letter')
      const letter = (await stand.sentTo(resident)).find(({ channel }) => channel === 'letter')
      stand.turnTo(age)
      await stand.store.purge(stand.now())
      const later = await stand.answered(resident, 'vaccination')
      expect((await stand.flow.code(later, letter?.code ?? '', CLIENT)).kind).toBe(outcome)
    }
  })

  test('a positive test bars until midnight ends its tenth day, to the millisecond', async () => {
    const positive = stand.residents.find(
      (resident) => resident.note === undefined && resident.story === 'recent-positive',
    ) as DemoResident
    const { decision } = await proven(positive)
    expect(decision).toMatchObject({ eligible: false, reason: 'recent-positive', until: expect.any(Number) })
    const until = decision.eligible ? 0 : (decision.until ?? 0)
    expect(stand.policy.zone.format(until as never)).toMatch(/T00:00:00/)
    // The code is asked for on the eve; the decision is that of the moment in which it is entered.
    stand.turnTo(until - Date.now() - 20 * SECOND)
    const [early, late] = [await withCode(positive), await withCode(positive)]
    expect(await stand.flow.code(early.token, early.code, CLIENT)).toMatchObject({
      decision: { eligible: false, reason: 'recent-positive' },
    })
    stand.turnTo(until - Date.now() + SECOND)
    const after = await stand.flow.code(late.token, late.code, CLIENT)
    expect(after).toMatchObject({ kind: 'proven' })
    expect(after).not.toMatchObject({ decision: { reason: 'recent-positive' } })
  })

  async function withCode(resident: DemoResident) {
    const token = await stand.answered(resident, 'vaccination')
    return { token, code: await newestCode(resident) }
  }
  async function proven(resident: DemoResident) {
    const { token, code } = await withCode(resident)
    const outcome = await stand.flow.code(token, code, CLIENT)
    if (outcome.kind !== 'proven') throw new Error(outcome.kind)
    return outcome
  }
})

describe('the ways of a code', () => {
  test('by text it is six digits after the host, by call read slowly twice, by letter twelve digits to the address on record', async () => {
    const resident = vaccinated()
    const token = await stand.answered(resident, 'vaccination')
    await stand.resend(token, 'call')
    await stand.resend(token, 'letter')
    const sent = await stand.sentTo(resident)
    const by = (channel: string) => sent.find((message) => message.channel === channel)
    expect(by('sms')?.code).toMatch(/^\d{6}$/)
    expect(by('sms')?.text.split('\n').at(-1)).toBe(`@pass.example.gov #${by('sms')?.code}`)
    const slowly = [...(by('voice')?.code ?? '')].join(', ')
    expect(by('voice')?.text.split(slowly)).toHaveLength(3)
    expect(by('letter')?.code).toMatch(/^\d{12}$/)
    expect(by('letter')?.to).toContain(resident.person.street)
    for (const { text } of sent) expect(text).not.toContain(resident.person.familyName)
  })

  test('three codes a retrieval are sent, and no fourth', async () => {
    const resident = vaccinated()
    const token = await stand.answered(resident, 'vaccination')
    for (let count = 0; count < 4; count++) await stand.resend(token, 'text')
    const sent = await stand.sentTo(resident)
    expect(sent).toHaveLength(3)
    expect((await stand.flow.code(token, sent[2]?.code ?? '', CLIENT)).kind).toBe('proven')
  })

  test('where the policy wants no code, right answers prove the person and wrong ones do not', async () => {
    const flow = stand.otherwise({ policy: policyWith('"required": true', '"required": false') })
    const resident = vaccinated()
    const begin = async () => {
      const started = await flow.start({ ...resident.typed, pass: 'vaccination' }, client())
      return started.kind === 'started' ? started.retrieval : ''
    }
    expect(await flow.answer(await begin(), WRONG, CLIENT)).toEqual({ kind: 'refused' })
    const { answers } = stand.told(resident)
    expect(await flow.answer(await begin(), answers, CLIENT)).toMatchObject({
      kind: 'proven',
      passes: [{ type: 'vaccination' }],
    })
    expect(await stand.sentTo(resident)).toEqual([])
  })
})

describe('when the database is away', () => {
  const gone = () => Promise.reject(new StoreUnavailable('gone'))

  test('nobody is refused for it, and everybody is told the same', async () => {
    const { registry, throttles, failedTries, codes } = stand.store
    const flow = stand.otherwise({
      store: {
        registry: { ...registry, lookUp: gone, person: gone, decoy: gone },
        throttles: { ...throttles, take: gone },
        failedTries: { ...failedTries, begin: gone },
        codes: { ...codes, issue: gone, use: gone },
      },
    })
    const resident = vaccinated()
    const token = await stand.answered(resident, 'vaccination')
    expect(await flow.start({ ...resident.typed, pass: 'vaccination' }, client())).toEqual({
      kind: 'unavailable',
    })
    expect(await flow.answer(token, WRONG, CLIENT)).toEqual({ kind: 'unavailable' })
    expect(await flow.resend(token, 'text', CLIENT)).toEqual({ kind: 'unavailable' })
    expect(await flow.code(token, '123456', CLIENT)).toEqual({ kind: 'unavailable' })
  })

  test('no pass is signed whose intent could not be written', async () => {
    const flow = stand.otherwise({ store: { passes: { ...stand.store.passes, intend: gone } } })
    const resident = vaccinated()
    const token = await stand.answered(resident, 'vaccination')
    expect(await flow.code(token, await newestCode(resident), CLIENT)).toEqual({ kind: 'unavailable' })
  })
})

test('without its quantum the work itself tells little of who was asked for (figures only)', async () => {
  const ROUNDS = 40
  const people = [vaccinated(), vaccinated(), vaccinated(), vaccinated(), vaccinated()]
  const groups: Readonly<Record<string, (number: number) => DemoResident>> = {
    stranger: (number) =>
      ({
        ...people[0],
        typed: { ...people[0]?.typed, familyName: `Nowhere ${'x'.repeat(number)}` },
      }) as DemoResident,
    'on file': (number) => people[number % people.length] as DemoResident,
  }
  const times: Record<string, number[][]> = { stranger: [[], [], []], 'on file': [[], [], []] }
  const timed = async <T>(into: number[] | undefined, work: Promise<T>, began = performance.now()) => {
    const result = await work
    into?.push(performance.now() - began)
    return result
  }
  for (let number = 0; number < ROUNDS; number++) {
    for (const [name, whom] of Object.entries(groups)) {
      const [first, second, third] = times[name] ?? []
      const { typed } = whom(number)
      const started = await timed(first, stand.flow.start({ ...typed, pass: 'vaccination' }, client()))
      const token = started.kind === 'started' ? started.retrieval : ''
      const next = await timed(second, stand.flow.answer(token, WRONG, CLIENT))
      await timed(third, stand.flow.code(next.kind === 'code' ? next.retrieval : '', '000000', CLIENT))
    }
  }
  const areas = [0, 1, 2].map((step) => area(times.stranger?.[step] ?? [], times['on file']?.[step] ?? []))
  const medians = Object.values(times).map((steps) => steps.map((each) => median(each).toFixed(1)).join(', '))
  console.log(
    `before the quantum, ${ROUNDS} tries each: AUC by step ${areas.map((each) => each.toFixed(3)).join(', ')}; median ms of a stranger ${medians[0]}, of somebody on file ${medians[1]}`,
  )
  for (const each of areas) expect(each).toBeGreaterThan(0)
})

function policyWith(from: string, to: string) {
  const text = readFileSync(join(PROJECT_ROOT, 'data/policies/us-ny.json'), 'utf8')
  expect(text).toContain(from)
  const parsed = parsePolicy(JSON.parse(text.replace(from, to)))
  const policy = parsed.ok ? policyInForce(parsed.document, stand.now()) : undefined
  if (!policy) throw new Error('the changed policy has faults')
  return policy
}

function area(a: readonly number[], b: readonly number[]): number {
  let wins = 0
  for (const x of a) for (const y of b) wins += y > x ? 1 : y === x ? 0.5 : 0
  return wins / (a.length * b.length)
}

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0
