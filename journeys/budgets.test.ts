import { startDatabase } from '@excelsior/store/embedded'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { headerOf, json, together } from './ask.ts'
import { send } from './hl7.ts'
import { type Neighbour, neighbours } from './people.ts'
import { askForLetter } from './portal-forms.ts'
import {
  answer,
  answersTo,
  codesSentTo,
  enter,
  type ProvenBody,
  retrieve,
  type StartedBody,
  start,
  startAndAnswer,
  wrongAnswersTo,
} from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

/** Two processes on one database; either may be another one by now. */
let one: Service
let other: Service
let stopDatabase: () => Promise<void>
let settings: { readonly dataDir: string; readonly databaseUrl: string; readonly people: number }
let people: readonly Neighbour[]
let next = 0

beforeAll(async () => {
  const dataDir = newFolder()
  const database = await startDatabase({ dataDir })
  stopDatabase = async () => {
    await database.stop()
    removeFolder(dataDir)
  }
  const { host = '', user = '', password = '', database: name = '' } = database.connection
  const databaseUrl = `postgresql://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`
  settings = { dataDir, databaseUrl, people: 30 }
  one = await startService(settings)
  other = await startService(settings)
  people = neighbours(30, { tag: 'Bu' })
  await send(one, people.map(({ message }) => message).join(''))
})
afterAll(async () => {
  await Promise.all([one?.stop(), other?.stop()])
  await stopDatabase?.()
})

/** Somebody of whom nothing is used up yet. */
const fresh = (): Neighbour => people[next++] as Neighbour
const either = (number: number) => (number % 2 === 0 ? one : other)
const right = (who: Neighbour) => who.answers
const opens = async (service: Service, who: Neighbour) =>
  (await retrieve(service, 'vaccination', who)).status === 200

async function burn(who: Neighbour, tries: number): Promise<void> {
  const begun = json<StartedBody>(await start(one, 'vaccination', who))
  const wrong = wrongAnswersTo(begun, who.answers)
  await together([...Array(tries).keys()], 8, (number) => answer(either(number), begun.retrieval, wrong))
}

describe('one identity', () => {
  test('starts eight times a day; then everything looks the same, and no code comes', async () => {
    const who = fresh()
    const shouted = { ...who, givenName: who.givenName.toUpperCase(), familyName: ` ${who.familyName} ` }
    for (let number = 0; number < 8; number++) {
      await startAndAnswer(either(number), 'vaccination', number % 3 === 0 ? shouted : who, right(who))
      expect(await codesSentTo(one, who.phone), `start ${number + 1}`).toHaveLength(number + 1)
    }
    for (const service of [one, other]) {
      const first = await start(service, 'vaccination', who)
      expect(first.status).toBe(200)
      const begun = json<StartedBody>(first)
      const second = await answer(service, begun.retrieval, answersTo(begun, right(who)))
      expect(second.body).toBe('{"next":"code"}')
      expect(await codesSentTo(one, who.phone)).toHaveLength(8)
    }
  })

  test('fails ten times for ever, in both processes and after a restart; the ninth failure still lets it in', async () => {
    const [nine, ten] = [fresh(), fresh()]
    await burn(nine, 9)
    await burn(ten, 10)
    expect(await opens(other, nine)).toBe(true)
    expect(await opens(other, ten)).toBe(false)
    await one.stop()
    one = await startService(settings)
    expect(await opens(one, ten)).toBe(false)
    expect(await codesSentTo(one, ten.phone)).toEqual([])
  })

  test('fails no more often in parallel: of forty tries at once none is judged beyond the tenth', async () => {
    const who = fresh()
    const begun = json<StartedBody>(await start(one, 'vaccination', who))
    const sets = Array.from({ length: 40 }, (_, number) =>
      number === 39 ? answersTo(begun, right(who)) : wrongAnswersTo(begun, right(who)),
    )
    await together(sets, 39, async (answers) => {
      if (answers !== sets[39]) await answer(either(sets.indexOf(answers)), begun.retrieval, answers)
    })
    await answer(other, begun.retrieval, sets[39] ?? {})
    expect(await codesSentTo(one, who.phone)).toEqual([])
  })

  test('wrong codes count as wrong answers do', async () => {
    const who = fresh()
    for (let round = 0; round < 4; round++) {
      const { retrieval } = await startAndAnswer(either(round), 'vaccination', who, right(who))
      for (let tried = 0; tried < 3; tried++) await enter(either(tried), retrieval, '000000')
    }
    expect(await opens(one, who)).toBe(false)
  })
})

describe('one network', () => {
  test('starts thirty times an hour in both processes together; then it is told to come back later', async () => {
    const from = '203.0.113.7'
    const typed = { ...fresh(), familyName: 'Nobody' }
    const begin = (number: number, address = from) =>
      start(either(number), 'pcr', { ...typed, birthDate: `19${10 + number}-01-01` }, { from: address })
    const replies = await together([...Array(30).keys()], 6, (number) => begin(number))
    expect(replies.map(({ status }) => status)).toEqual(Array(30).fill(200))
    for (const number of [30, 31]) {
      const refused = await begin(number)
      expect(refused.status).toBe(429)
      expect(Number(headerOf(refused, 'retry-after'))).toBeGreaterThan(0)
      expect(headerOf(refused, 'content-type')).toMatch(/^application\/problem\+json/)
    }
    expect((await begin(32, '203.0.113.8')).status).toBe(200)
  })

  test('is one site of IPv6: its addresses count together, those of the next site do not', async () => {
    const begin = (number: number, address: string) =>
      start(
        either(number),
        'pcr',
        { ...(people[0] as Neighbour), familyName: `Site${'x'.repeat(number)}` },
        { from: address },
      )
    const statuses = await together([...Array(31).keys()], 1, async (number) => {
      return (await begin(number, `2001:db8:7:${number}::${number + 1}`)).status
    })
    expect(statuses).toEqual([...Array(30).fill(200), 429])
    expect((await begin(32, '2001:db8:8::1')).status).toBe(200)
  })

  test('finds nothing in a header that it wrote itself: only what the proxy saw counts', async () => {
    const typed = fresh()
    const begin = (number: number) =>
      start(
        one,
        'pcr',
        { ...typed, familyName: `Forged${'y'.repeat(number)}` },
        { from: `198.51.100.${number}, 203.0.113.99` },
      )
    const statuses = await together([...Array(31).keys()], 1, async (number) => (await begin(number)).status)
    expect(statuses).toEqual([...Array(30).fill(200), 429])
  })
})

describe('a code by letter', () => {
  const byLetter = async (service: Service, who: Neighbour, code: string) => {
    const { retrieval } = await startAndAnswer(service, 'vaccination', who, right(who))
    return enter(service, retrieval, code)
  }

  test('reaches whoever has no phone on record, opens a later retrieval, once', async () => {
    const [who] = neighbours(1, { tag: 'Xe', phone: false }) as [Neighbour]
    await send(one, who.message)
    expect(await opens(one, who)).toBe(false)
    const code = await askForLetter(one, who, right(who))
    expect(code).toMatch(/^\d{12}$/)
    const reply = await byLetter(other, who, `${code?.slice(0, 4)} ${code?.slice(4, 8)}-${code?.slice(8)}`)
    expect(reply.status).toBe(200)
    expect(json<ProvenBody>(reply).passes).toHaveLength(1)
    expect((await byLetter(one, who, code ?? '')).status, 'used').toBe(403)
    const again = await askForLetter(other, who, right(who))
    expect((await byLetter(one, who, again ?? '')).status, 'and another one can be had').toBe(200)
  })

  test('can still be had when every try was burnt, and gives fresh tries', async () => {
    const who = fresh()
    await burn(who, 10)
    expect(await opens(one, who)).toBe(false)
    const code = await askForLetter(one, who, right(who))
    expect((await byLetter(other, who, code ?? '')).status).toBe(200)
    expect(await opens(one, who)).toBe(true)
  })

  test('is not voided by a stranger, who asks for letters and guesses their codes', async () => {
    const who = fresh()
    const code = await askForLetter(one, who, right(who))
    const wrong = { 'dose-region': 'bronx', 'dose-month': '1', 'dose-product': 'none' }
    for (let number = 0; number < 4; number++)
      expect(await askForLetter(either(number), who, wrong)).toBeUndefined()
    const begun = json<StartedBody>(await start(one, 'vaccination', who))
    const guesses = Array.from({ length: 60 }, (_, number) => String(number).padStart(12, '7'))
    const replies = await together(guesses, 20, (guess) => enter(one, begun.retrieval, guess))
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([403]))
    expect((await byLetter(other, who, code ?? '')).status).toBe(200)
  })

  test('is never sent for wrong answers, and its code opens nobody else’s retrieval', async () => {
    const [who, neighbour] = [fresh(), fresh()]
    const code = (await askForLetter(one, who, right(who))) ?? ''
    expect((await byLetter(one, neighbour, code)).status).toBe(403)
    expect((await byLetter(one, who, code)).status).toBe(200)
  })
})

describe('a botnet', () => {
  test('with every set of answers to three people, from thousands of addresses: no pass, and the letter still works', async () => {
    const victims = [fresh(), fresh(), fresh()]
    const begun = await Promise.all(
      victims.map(async (who) => json<StartedBody>(await start(one, 'vaccination', who))),
    )
    const tries = victims.flatMap((who, index) => {
      const { retrieval = '', questions = [] } = begun[index] ?? {}
      const [regions = [], months = [], products = []] = questions.map(({ options }) => options)
      const sets = regions.flatMap((region) =>
        months.flatMap((month) =>
          products.map((product) => [region.value, month.value, product.value] as const),
        ),
      )
      return sets.map(([region, month, product]) => ({
        who,
        retrieval,
        answers: { 'dose-region': region, 'dose-month': month, 'dose-product': product },
      }))
    })
    expect(tries.length).toBeGreaterThan(3 * 700)

    const restartAt = Math.floor(tries.length / 2)
    const lots = [tries.slice(0, restartAt), tries.slice(restartAt)]
    const statuses = new Set<number>()
    for (const lot of lots) {
      await together(lot, 48, async ({ who, retrieval: first, answers }) => {
        const service = either(tries.findIndex((each) => each.answers === answers))
        // Every seventh time under a retrieval of its own, as a patient attacker would.
        const own = answers['dose-month'] === '7'
        const retrieval = own ? json<StartedBody>(await start(service, 'vaccination', who)).retrieval : first
        await answer(service, retrieval, answers)
        statuses.add(
          (await enter(service, retrieval, String(Math.floor(Math.random() * 1e6)).padStart(6, '0'))).status,
        )
      })
      await other.stop()
      other = await startService(settings)
    }
    expect(statuses).toEqual(new Set([403]))
    for (const who of victims) {
      expect((await codesSentTo(one, who.phone)).length).toBeLessThanOrEqual(1)
      const code = await askForLetter(one, who, right(who))
      const { retrieval } = await startAndAnswer(other, 'vaccination', who, right(who))
      expect((await enter(other, retrieval, code ?? '')).status).toBe(200)
    }
  }, 180_000)
})
