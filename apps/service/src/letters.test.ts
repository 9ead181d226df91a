import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DemoResident } from '@excelsior/demo'
import type { PersonDetails } from '@excelsior/domain'
import { createPress } from '@excelsior/paper'
import { parseContacts } from '@excelsior/portal'
import type { Store } from '@excelsior/store'
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLetterDesk } from './letters.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { CLIENT, client, type FlowStand, openFlowStand } from './testing/flow-stand.ts'
import { readTexts } from './texts.ts'

const DAY = 86_400_000
const press = createPress()
let stand: FlowStand
let folder = ''
let contacts: ReturnType<typeof parseContacts>

beforeAll(async () => {
  stand = await openFlowStand(60)
  folder = await mkdtemp(join(tmpdir(), 'excelsior-letters-'))
  contacts = parseContacts(JSON.parse(await readFile(join(PROJECT_ROOT, 'data/contacts/us-ny.json'), 'utf8')))
})
afterAll(async () => {
  await press.close()
  await stand.close()
  await rm(folder, { recursive: true })
})

const deskOver = (outbox: Partial<Store['outbox']> = {}, ownPress: Pick<typeof press, 'letter'> = press) =>
  createLetterDesk({
    store: { ...stand.store, outbox: { ...stand.store.outbox, ...outbox } },
    policy: () => stand.policy,
    texts: readTexts(PROJECT_ROOT, true),
    contacts,
    host: 'pass.example.gov',
    press: { ...press, ...ownPress },
    now: stand.now,
  })

const used = new Set<DemoResident>()
/** Vaccinated, with an address on record, and nobody's in another test. */
function resident(): DemoResident {
  const found = stand.residents.find(
    (one) =>
      !used.has(one) &&
      one.note === undefined &&
      one.story === 'vaccinated' &&
      one.person.street !== undefined,
  )
  if (!found) throw new Error('no such resident')
  used.add(found)
  return found
}

async function askForLetter(who: DemoResident, language = 'en'): Promise<void> {
  const token = await stand.answered(who, 'vaccination')
  await stand.flow.resend(token, 'letter', { ...CLIENT, language })
}

async function textOf(name: string): Promise<string> {
  const library = await PDFiumLibrary.init()
  try {
    const document = await library.loadDocument(await readFile(join(folder, name)))
    expect(document.getPageCount()).toBe(1)
    return document.getPage(0).getText()
  } finally {
    library.destroy()
  }
}

const codeIn = (text: string) => /\d{4} \d{4} \d{4}/.exec(text)?.[0] ?? ''

describe('a letter with a code', () => {
  test('is a page for the window of an envelope, in the language asked for and in English; its code works, once', async () => {
    const who = resident()
    await askForLetter(who, 'ko')
    const desk = deskOver()
    const waiting = await desk.waiting()
    expect(waiting).toMatchObject([{ language: 'ko' }])
    expect(JSON.stringify(waiting)).not.toContain(who.person.familyName)

    const { files, held } = await desk.write(folder, 'us-letter')
    expect([files.length, held]).toEqual([1, 0])
    const [name = ''] = files
    expect(name).toMatch(/^letter-\d{4}-\d\d-\d\d-[0-9a-f]{16}\.pdf$/)
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
    const text = await textOf(name)
    const { street = '', city = '', familyName = '' } = who.person
    for (const words of [
      street,
      city,
      familyName,
      '패스 인증번호',
      'Your code for a pass',
      'pass.example.gov/ko/letter',
    ])
      expect(text).toContain(words)
    expect(await desk.waiting(), 'it has left the outbox').toEqual([])

    stand.turnTo(20 * DAY)
    const later = await stand.answered(who, 'vaccination')
    expect((await stand.flow.code(later, codeIn(text), CLIENT)).kind).toBe('proven')
    const again = await stand.answered(who, 'vaccination')
    expect((await stand.flow.code(again, codeIn(text), CLIENT)).kind).toBe('refused')
    stand.turnTo(0)
  })

  test('opens the pass to whom a stranger locked out, and gives fresh tries', async () => {
    const who = resident()
    const wrong = Object.fromEntries(Object.keys(stand.told(who).answers).map((id) => [id, 'none']))
    for (let tries = 0; tries < stand.policy.retrieval.failedTries + 3; tries++) {
      const started = await stand.flow.start({ ...who.typed, pass: 'vaccination' }, client())
      if (started.kind === 'started') await stand.flow.answer(started.retrieval, wrong, client())
    }
    const locked = await stand.answered(who, 'vaccination')
    expect((await stand.sentTo(who)).filter(({ channel }) => channel === 'sms')).toEqual([])
    await stand.flow.resend(locked, 'letter', CLIENT)
    const { files } = await deskOver().write(folder, 'a4')
    const code = codeIn(await textOf(files[0] ?? ''))

    stand.turnTo(2 * DAY) // the starts of a day are used up, too
    const token = await stand.answered(who, 'vaccination')
    expect((await stand.flow.code(token, code, CLIENT)).kind).toBe('proven')
    await stand.answered(who, 'vaccination')
    expect(
      (await stand.sentTo(who)).some(({ channel }) => channel === 'sms'),
      'codes to the phone again',
    ).toBe(true)
    stand.turnTo(0)
  })

  test('stays in the outbox where its file could not be written, and comes again under the same name', async () => {
    await askForLetter(resident())
    await expect(deskOver().write(join(folder, 'no-such-folder'), 'a4')).rejects.toThrow('ENOENT')
    const { sent } = stand.store.outbox
    const killed = deskOver({ sent: () => Promise.reject(new Error('killed')) })
    stand.turnTo(11 * 60_000) // the first hand let go of it
    const before = new Set(await readdir(folder))
    await expect(killed.write(folder, 'a4')).rejects.toThrow('killed')
    const [left, ...more] = (await readdir(folder)).filter((name) => !before.has(name))
    expect(more).toEqual([])

    stand.turnTo(22 * 60_000)
    expect((await deskOver({ sent }).write(folder, 'a4')).files).toEqual([left])
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
    stand.turnTo(0)
  })

  test('is held where its address is in letters that no font has, and not written once its code is dead', async () => {
    const letter = { channel: 'letter', text: '', code: '123456789012' } as const
    await stand.store.outbox.add({ ...letter, to: 'ᏣᎳᎩ\n1 Elm St\nAlbany, NY 12207' }, stand.now())
    await stand.store.outbox.add(
      { ...letter, to: 'Ada\n1 Elm St\nAlbany, NY 12207' },
      (stand.now() - 21 * DAY) as never,
    )
    expect(await deskOver().write(folder, 'a4')).toEqual({ files: [], held: 1, late: 1 })
    expect(await deskOver().waiting()).toHaveLength(2)
  })

  test('that cannot be set is held and keeps nobody else’s from being written; where none can be, that is told', async () => {
    const letter = { channel: 'letter', text: '', code: '123456789012' } as const
    for (const name of ['Ben', 'Broken', 'Cleo'])
      await stand.store.outbox.add({ ...letter, to: `${name}\n1 Elm St\nAlbany, NY 12207` }, stand.now())
    const failing = (fails: (address: readonly string[]) => boolean): typeof press.letter => {
      return async (page) => (fails(page.address) ? { kind: 'failed' } : press.letter(page))
    }
    const none = deskOver({}, { letter: failing(() => true) })
    await expect(none.write(folder, 'a4')).rejects.toThrow('no letter could be set')
    stand.turnTo(11 * 60_000)
    const one = deskOver({}, { letter: failing(([name]) => name === 'Broken') })
    expect(await one.write(folder, 'a4')).toMatchObject({ files: { length: 2 }, held: 2 })
    stand.turnTo(0)
  })

  test('leaves a trace of how many were written, and of nobody', async () => {
    const traces = (await stand.store.audit.recent(50)).filter(({ action }) => action === 'letters-written')
    expect(traces.length).toBeGreaterThan(0)
    for (const { actor, detail, ...rest } of traces) {
      expect([actor, Object.keys(detail ?? {})]).toEqual(['command line', ['letters']])
      expect(JSON.stringify(rest)).not.toContain('Elm')
    }
  })
})

describe('whose address', () => {
  test('is on no report that fits gets no letter, and nothing tells', async () => {
    const who = resident()
    const { registry } = stand.store
    const person: typeof registry.person = async (id) => {
      const found = await registry.person(id)
      return found && { ...found, details: found.details.map(({ street: _, ...details }) => details) }
    }
    const flow = stand.otherwise({ store: { registry: { ...registry, person } } })
    const token = await stand.answered(who, 'vaccination')
    expect(await flow.resend(token, 'letter', CLIENT)).toEqual({ kind: 'code', retrieval: token })
    expect((await stand.sentTo(who)).filter(({ channel }) => channel === 'letter')).toEqual([])
  })

  test.each([
    ['is written with the apartment', (street: string) => `${street}, Apt 4`, ', Apt 4'],
    ['has moved is written without the former apartment', () => '1 Former Rd, Apt 9', ''],
  ])('%s', async (_rule, streetInFull, unit) => {
    const who = resident()
    const { registry } = stand.store
    const person: typeof registry.person = async (id) => {
      const found = await registry.person(id)
      const withUnit = (details: PersonDetails) => ({
        ...details,
        streetInFull: streetInFull(details.street ?? ''),
      })
      return found && { ...found, details: found.details.map(withUnit) }
    }
    const flow = stand.otherwise({ store: { registry: { ...registry, person } } })
    await flow.resend(await stand.answered(who, 'vaccination'), 'letter', CLIENT)
    const [letter] = (await stand.store.outbox.recent(5)).filter(({ channel }) => channel === 'letter')
    expect(letter?.to.split('\n')[1]).toBe(`${who.person.street}${unit}`)
  })

  test('is missing on the report meant is written to at another that fits it in name and birth date', async () => {
    const who = resident()
    const { registry } = stand.store
    const person: typeof registry.person = async (id) => {
      const found = await registry.person(id)
      const [first] = found?.details ?? []
      if (!found || !first) return found
      const { street: _, ...without } = first
      const stranger = { ...first, givenName: 'Zoltan', street: '99 Wrong Rd' }
      return { ...found, details: [without, first, stranger] }
    }
    const flow = stand.otherwise({ store: { registry: { ...registry, person } } })
    const token = await stand.answered(who, 'vaccination')
    await flow.resend(token, 'letter', CLIENT)
    const [letter] = (await stand.store.outbox.recent(5)).filter(({ channel }) => channel === 'letter')
    expect(letter?.to).toContain(who.person.street)
    expect(letter?.to).not.toContain('Wrong')
  })
})
