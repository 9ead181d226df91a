import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectDatabase } from '@excelsior/store/embedded'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ask, json } from './ask.ts'
import { send, testMessage } from './hl7.ts'
import { type Neighbour, neighbours } from './people.ts'
import { askForLetter } from './portal-forms.ts'
import { answer, enter, retrieve, type StartedBody, start, startAndAnswer } from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

let folder: string
let service: Service
let said = ''
let letter = ''
let dump = ''

/** On file, and typed. */
const onFile = neighbours(3, { tag: 'Canar' })
/** Typed by somebody who is not on file. */
const stranger = {
  givenName: 'Kanarienvogel',
  familyName: 'Zitronengelb',
  birthDate: '1937-11-23',
  postalCode: '13797',
  phone: '6075579753',
}
/** In no message: typed as an answer, and in no other place. */
const answers = { 'dose-region': 'staten-island', 'dose-month': 'canary-answer', 'dose-product': 'janssen' }

const CANARIES = [
  ...[stranger, ...onFile].flatMap(({ givenName, familyName, birthDate, phone }) => [
    ...(givenName === 'Kanarienvogel' ? [givenName] : []),
    familyName,
    birthDate,
    birthDate.replaceAll('-', ''),
    phone,
    phone.slice(3),
  ]),
  stranger.postalCode,
  ...Object.values(answers),
  'capital-region',
  'pfizer',
  'COVID-19 vaccine',
  'Not detected',
  'Canaryaddress',
]

beforeAll(async () => {
  folder = newFolder()
  service = await startService({ dataDir: folder, people: 25 })
  const [one, two, three] = onFile as readonly [Neighbour, Neighbour, Neighbour]
  await send(service, onFile.map(({ message }) => message).join(''))
  const born = one.birthDate.replaceAll('-', '')
  const patient = { id: 'C1', given: one.givenName, family: one.familyName, born, phone: one.phone }
  await send(
    service,
    testMessage(patient, { id: 'Canar-t', kind: 'pcr', result: 'negative', minutesAgo: 900 }),
  )
  // Not to be read: kept for somebody to look at, with all that it holds.
  await send(service, one.message.replaceAll('|208^', '|999999^').replace('|CP|A', '|XX|A'))
  await send(service, one.message.replace(/^MSH\|.*?\r/, 'MSH|^~\\&|bad\r'))
  await send(service, one.message.slice(5))

  expect((await retrieve(service, 'vaccination', one)).status).toBe(200)
  expect((await retrieve(service, 'pcr', one)).status).toBe(403)
  letter = (await askForLetter(service, two, two.answers)) ?? ''
  const { retrieval } = await startAndAnswer(service, 'vaccination', three, three.answers)
  await enter(service, retrieval, '000000')

  const strange = json<StartedBody>(await start(service, 'vaccination', stranger))
  await answer(service, strange.retrieval, answers)
  await enter(service, strange.retrieval, '000000')
  const to = (path: string, body: unknown, type?: string) =>
    ask(service.origin, path, { body, ...(type && { type }) })
  await to('/api/retrievals', { ...stranger, pass: 'vaccination', phone: '1' })
  await to('/api/retrievals', { ...stranger, pass: 'vaccination', surname: 'Zitronengelb' })
  await to('/api/retrievals', JSON.stringify(stranger).slice(0, -1))
  await to('/api/retrievals', { ...stranger, pass: 'pcr', givenName: stranger.givenName.repeat(2000) })
  await to(
    '/retrieve/questions',
    'given=Kanarienvogel&family=Zitronengelb',
    'application/x-www-form-urlencoded',
  )
  await to('/retrieve/questions', JSON.stringify(stranger))
  await ask(service.origin, '/Kanarienvogel/Zitronengelb?phone=6075579753')
  await ask(service.origin, `/api/retrievals/${encodeURIComponent('Kanarienvogel Zitronengelb')}`)
  await ask(service.origin, '/%C0%AE%zz?name=Zitronengelb')
  await ask(service.origin, '/', { headers: { cookie: 'pass=Zitronengelb', 'user-agent': 'Kanarienvogel' } })

  // The database goes away under requests that carry all of it, until the log has something to say of that.
  for (let kills = 0; kills < 10 && !service.said().includes('store-unavailable'); kills++) {
    let away = true
    const busy = onFile.map(async ({ message }) => {
      while (away) {
        await send(service, message).catch(() => undefined)
        await start(service, 'vaccination', stranger).catch(() => undefined)
      }
    })
    process.kill(postmaster(), 'SIGKILL')
    await sleep(200)
    while ((await ask(service.origin, '/readyz')).status !== 200) await sleep(20)
    away = false
    await Promise.all(busy)
  }
  await retrieve(service, 'vaccination', two)

  const guest = await connectDatabase({ dataDir: join(folder, 'data') })
  const client = new pg.Client(guest.connection)
  await client.connect()
  dump = await everyRow(client)
  await client.query('CHECKPOINT').catch(() => undefined)
  await client.end()
  await guest.stop()
  await service.stop()
  said = service.said()
})
afterAll(async () => {
  await service?.stop()
  removeFolder(folder)
})

/** Every table of ours, row by row, as text; what is binary as hexadecimal digits. */
async function everyRow(client: pg.Client): Promise<string> {
  const tables = await client.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const parts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`)
    parts.push(name, ...rows.map(({ row }) => row))
  }
  return parts.join('\n')
}

/** As it stands, in capitals, as hexadecimal digits, as base64, and in the wide characters of some formats. */
const disguises = (canary: string): readonly Buffer[] => [
  Buffer.from(canary),
  Buffer.from(canary.toUpperCase()),
  Buffer.from(canary.toLowerCase()),
  Buffer.from(Buffer.from(canary).toString('hex')),
  Buffer.from(Buffer.from(canary).toString('base64').slice(0, -4)),
  Buffer.from(canary, 'utf16le'),
]

function canariesIn(bytes: Buffer): readonly string[] {
  return [...new Set([...CANARIES, letter])].filter((canary) =>
    disguises(canary).some((disguise) => disguise.length > 4 && bytes.includes(disguise)),
  )
}

function files(within: string): readonly string[] {
  return readdirSync(within, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

describe('after retrievals, refusals, bad messages and a lost database, nothing personal is', () => {
  test('in what the service wrote to its log', () => {
    expect(said).toContain('store-unavailable')
    // It invites newcomers to try three of its invented residents; none is a canary.
    expect(
      canariesIn(Buffer.from(said.replace(/Three residents to try:[\s\S]*?\n\n\n?(?=\S|$)/, ''))),
    ).toEqual([])
  })

  test('in any row of the database', () => {
    for (const table of ['people', 'records', 'failed_tries', 'codes', 'outbox', 'quarantine', 'passes'])
      expect(dump).toMatch(new RegExp(`^[a-z."_]*${table}"?\\n.`, 'm'))
    expect(letter).toMatch(/^\d{12}$/)
    expect(canariesIn(Buffer.from(dump))).toEqual([])
  })

  test('in any file of the data folder: tables, write-ahead log, keys, temporary files', () => {
    const found = files(join(folder, 'data')).concat(files(join(folder, 'tmp')))
    expect(found.some((name) => name.includes('pg_wal'))).toBe(true)
    const telling = found.flatMap((name) =>
      canariesIn(readFileSync(name)).map((canary) => `${canary} in ${name}`),
    )
    expect(telling).toEqual([])
  })

  test('while these very searches find a name where there is one', () => {
    expect(canariesIn(Buffer.from(`x${onFile[0]?.familyName}x`))).toHaveLength(1)
    expect(canariesIn(Buffer.from(onFile[0]?.message ?? ''))).not.toEqual([])
  })
})

function postmaster(): number {
  const file = files(join(folder, 'data')).find((name) => name.endsWith('postmaster.pid'))
  return Number(readFileSync(file ?? '', 'utf8').split('\n')[0])
}
