import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PersonDetails } from '@excelsior/domain'
import { searchKeys } from '@excelsior/people'
import {
  type Installation,
  openInstallation,
  PROJECT_ROOT,
  readConfig,
  systemClock,
} from '@excelsior/service'
import type { PersonId } from '@excelsior/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Command, UsageError } from '../command.ts'
import { runCommand } from '../testing/run-command.ts'
import { command as audit } from './audit.ts'
import { command as ingest } from './ingest.ts'
import { command as passes } from './passes.ts'
import { command as quarantine } from './quarantine.ts'
import { command as read } from './read.ts'
import { command as reviews } from './reviews.ts'

const folder = mkdtempSync(join(tmpdir(), 'excelsior-quarantine-'))
chmodSync(folder, 0o711) // where root runs the tests, the database is another user
const env = { DATA_DIR: join(folder, 'data') }

/** Runs beside the commands, as it would: they use its database. */
let service: Installation
beforeAll(async () => {
  const config = readConfig(env, PROJECT_ROOT)
  if (!config.ok) throw new Error(config.faults.join('; '))
  service = await openInstallation(config.config, 'service', () => undefined)
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true })
})

async function run(command: Command, ...args: string[]) {
  return runCommand(command, args, { env, cwd: folder })
}
const lines = (out: string): Record<string, unknown>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const file = (name: string, content: string | object): string => {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return name
}
const trail = async (action: string) =>
  (await service.store.audit.recent(100)).filter((row) => row.action === action)
const entries = async (code: string) =>
  lines((await run(quarantine, 'list', '--code', code, '--json')).out) as { id: string }[]

const MAPPING = {
  delimiter: ';',
  fields: {
    kind: { value: 'immunization' },
    familyName: 'Last',
    givenName: 'First',
    birthDate: { column: 'Born', format: 'M/D/YYYY' },
    cvx: { column: 'Vaccine', codes: { Comirnaty: '208' } },
    date: { column: 'Given', format: 'M/D/YYYY' },
    status: { value: 'completed' },
    street: 'Street',
    city: 'City',
    state: 'State',
    postalCode: 'Zip',
  },
}
const HEADER = 'Last;First;Born;Vaccine;Given;Street;City;State;Zip'
const bundle = (vaccine: object) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: [
    {
      fullUrl: 'urn:uuid:p',
      resource: {
        resourceType: 'Patient',
        name: [{ family: 'Thistlewood', given: ['Ada'] }],
        birthDate: '1971-02-03',
      },
    },
    {
      resource: {
        resourceType: 'Immunization',
        id: 'i1',
        status: 'completed',
        patient: { reference: 'urn:uuid:p' },
        occurrenceDateTime: '2021-04-01',
        ...vaccine,
      },
    },
  ],
})

describe('FHIR lines whose patients are in another file', () => {
  const person = {
    resourceType: 'Patient',
    id: 'b1',
    identifier: [{ system: 'urn:oid:1.2.3', value: '9' }],
    name: [{ family: 'Hollis', given: ['Vera'] }],
    birthDate: '1972-03-04',
  }
  const given = {
    resourceType: 'Immunization',
    id: 'bulk-1',
    status: 'completed',
    patient: { reference: 'Patient/b1' },
    occurrenceDateTime: '2021-04-01',
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208' }] },
  }

  test('alone they wait in quarantine with the reason, until the patient has come; together they are stored', async () => {
    const patients = file('Patient.ndjson', `${JSON.stringify(person)}\n`)
    const doses = file('Immunization.ndjson', `${JSON.stringify(given)}\n`)
    const alone = await run(ingest, doses, '--json')
    expect(lines(alone.out)).toMatchObject([{ read: 1, stored: 0, rejected: 1 }])
    expect(alone.err).toContain('Immunization.patient: It names no patient that is in this file.')
    const replay = ['replay', '--code', 'unresolved-reference', '--source', 'local', '--json']
    expect(lines((await run(quarantine, ...replay)).out)).toMatchObject([{ outcome: 'refused' }])
    await expect(run(quarantine, 'replay', '--all', '--with', patients)).rejects.toThrow('--source')
    expect(lines((await run(quarantine, ...replay, '--with', patients)).out)).toMatchObject([
      { outcome: 'stored', records: 1 },
    ])
    expect(await entries('unresolved-reference')).toEqual([])

    const second = file(
      'Immunization-2.ndjson',
      `${JSON.stringify({ ...given, id: 'bulk-2', occurrenceDateTime: '2021-05-01' })}\n`,
    )
    const both = await run(ingest, second, patients, '--json')
    expect([both.code, ...lines(both.out)]).toMatchObject([0, { stored: 1, rejected: 0 }])
  })
})

describe('CSV with a declared mapping', () => {
  test('is read and stored; what has no translation waits until the mapping has one', async () => {
    const mapping = file('mapping.json', MAPPING)
    const csv = file(
      'clinic.csv',
      `${HEADER}\nQuill;Ada;4/30/1980;Comirnaty;5/1/2021;9 Elm St;Albany;NY;12207\nRoe;Ben;1/2/1990;Spikevax;5/1/2021;;;;\n`,
    )
    const printed = await run(read, csv, '--mapping', mapping, '--json')
    expect(printed.code).toBe(1)
    expect(lines(printed.out)).toMatchObject([
      {
        person: { familyName: 'Quill', birthDate: '1980-04-30' },
        record: { cvx: '208', date: '2021-05-01' },
      },
    ])
    const stored = await run(ingest, csv, '--mapping', mapping, '--json')
    expect(lines(stored.out)).toMatchObject([{ read: 2, stored: 1, rejected: 1 }])
    expect(stored.err).toContain('message 2, cvx: ')
    const [entry] = await entries('invalid-value')

    expect((await run(quarantine, 'replay', entry?.id ?? '', '--mapping', mapping, '--json')).code).toBe(1)
    const cvx = { column: 'Vaccine', codes: { Comirnaty: '208', Spikevax: '207' } }
    const better = file('better.json', { ...MAPPING, fields: { ...MAPPING.fields, cvx } })
    const again = await run(quarantine, 'replay', entry?.id ?? '', '--mapping', better, '--json')
    expect([again.code, ...lines(again.out)]).toEqual([0, { id: entry?.id, outcome: 'stored', records: 1 }])
    expect(await entries('invalid-value')).toEqual([])
  })

  test('a mapping with faults stops everything, each told with its place', async () => {
    const bad = file('bad.json', { ...MAPPING, delimiter: '', fields: { ...MAPPING.fields, shoe: 'x' } })
    await expect(run(ingest, 'clinic.csv', '--mapping', bad)).rejects.toThrow(
      /delimiter .*\n.*fields\.shoe is no field/,
    )
    await expect(run(read, 'clinic.csv', '--mapping', 'none.json')).rejects.toThrow(UsageError)
  })
})

describe('quarantine', () => {
  const contradiction = {
    vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '208', display: 'Moderna' }] },
  }

  test('list counts and lists without anything personal; the time, source, code and times are there', async () => {
    await run(ingest, file('one.json', bundle(contradiction)))
    await run(ingest, 'one.json')
    const listed = await run(quarantine, 'list', '--json')
    expect(listed.out).not.toMatch(/Thistlewood|Ada|1971|2021-04-01/)
    expect(lines(listed.out)).toContainEqual(
      expect.objectContaining({ source: 'local', code: 'contradiction', entries: 1 }),
    )
    const [entry] = await entries('contradiction')
    expect(entry).toMatchObject({
      source: 'local',
      code: 'contradiction',
      segment: 'Immunization.vaccineCode',
      at: expect.stringMatching(/Z$|\+00:00$/),
    })
    const text = await run(quarantine, 'list')
    expect(text.out).toContain(entry?.id.slice(0, 16))
  })

  test('show prints the input only where it is asked for, and leaves a trace first', async () => {
    const [entry] = await entries('contradiction')
    const id = entry?.id ?? ''
    const without = await run(quarantine, 'show', id.slice(0, 12))
    expect(without.out).toContain('contradiction')
    expect(without.out + without.err).not.toContain('Thistlewood')
    expect(await trail('quarantine-shown')).toEqual([])
    const shown = await run(quarantine, 'show', id.slice(0, 12), '--personal-data')
    expect(shown.out).toContain('Thistlewood')
    expect(await trail('quarantine-shown')).toMatchObject([{ detail: { entry: id, source: 'local' } }])
    expect((await run(quarantine, 'show', 'ffffffffffff')).code).toBe(1)
  })

  test('replay leaves what is still refused, once and not once more, and stores it when it can be read', async () => {
    const [before] = await entries('contradiction')
    const again = await run(quarantine, 'replay', '--all', '--json')
    expect(again.code).toBe(1)
    expect(lines(again.out)).toContainEqual(expect.objectContaining({ id: before?.id, outcome: 'refused' }))
    expect(await entries('contradiction')).toEqual([before])
    // As if an older reader had refused what the present one can read.
    const [source] = await service.store.sources.list()
    const raw = await service.store.quarantine.raw(before?.id ?? '')
    const mended = Buffer.from(String(Buffer.from(raw ?? [])).replace('Moderna', 'Comirnaty'))
    if (!source) throw new Error('no source')
    const rejection = {
      message: 1,
      code: 'unreadable',
      reason: 'An older reader could not.',
      raw: mended,
    } as const
    await service.store.quarantine.add(source.id, [rejection], systemClock())
    const [entry] = await entries('unreadable')
    const replayed = await run(quarantine, 'replay', entry?.id ?? '', '--json')
    expect([replayed.code, ...lines(replayed.out)]).toEqual([
      0,
      { id: entry?.id, outcome: 'stored', records: 1 },
    ])
    expect(await entries('unreadable')).toEqual([])
    expect((await run(quarantine, 'replay', entry?.id ?? '')).code).toBe(1)
    expect((await trail('quarantine-replayed'))[0]).toMatchObject({ detail: { stored: 1, refused: 0 } })
  })

  test('replay takes a merge that was refused before merges were read', async () => {
    const raw = Buffer.from(
      'MSH|^~\\&|EHR|CLINIC|IIS|DOH|20210603101500-0400||ADT^A40^ADT_A39|D15|P|2.5.1\rPID|1||D1501^^^CLINIC^MR\rMRG|D1599^^^CLINIC^MR\r',
    )
    const local = await service.store.sources.named('local')
    if (!local) throw new Error('no source')
    const refused = { message: 1, code: 'unsupported-message', reason: 'Only VXU and ORU.', raw } as const
    await service.store.quarantine.add(local.id, [refused], systemClock())
    const [entry] = await entries('unsupported-message')
    const again = await run(quarantine, 'replay', entry?.id ?? '', '--json')
    expect([again.code, ...lines(again.out)]).toEqual([0, { id: entry?.id, outcome: 'stored', records: 1 }])
    expect(await entries('unsupported-message')).toEqual([])
  })

  test('drop needs a reason, which is traced', async () => {
    const [entry] = await entries('contradiction')
    await expect(run(quarantine, 'drop', entry?.id ?? '')).rejects.toThrow(/--reason/)
    const dropped = await run(
      quarantine,
      'drop',
      entry?.id ?? '',
      '--reason',
      'the sender sent it anew',
      '--json',
    )
    expect(lines(dropped.out)).toEqual([{ id: entry?.id, dropped: true }])
    expect(await trail('quarantine-dropped')).toMatchObject([
      { detail: { entry: entry?.id, reason: 'the sender sent it anew' } },
    ])
    expect(await entries('contradiction')).toEqual([])
  })

  test.each([
    [[]],
    [['list', 'abcdef01']],
    [['show']],
    [['show', 'xyz']],
    [['show', 'abc']],
    [['replay']],
    [['replay', 'abcdef01', '--all']],
    [['list', '--all']],
    [['drop', 'abcdef01', '--reason', ' ']],
  ])('%j is wrong usage', async (args) => {
    await expect(run(quarantine, ...args)).rejects.toThrow(UsageError)
  })
})

describe('reviews', () => {
  const header = 'kind,familyName,givenName,birthDate,postalCode,cvx,date,status'
  const waiting = async () =>
    lines((await run(reviews, 'list', '--json')).out).map(({ pair }) => String(pair))
  const somebody = async (name: string) => {
    const row = (zip: string, day: string) =>
      `immunization,Zimmer,${name},1966-06-06,${zip},208,${day},completed\n`
    await run(
      ingest,
      file(`${name}.csv`, `${header}\n${row('12205', '2021-03-01')}${row('14604', '2021-04-01')}`),
    )
    const [pair = ''] = await waiting()
    return pair
  }

  test('two who may be one are listed, shown with a trace, and joined or kept apart with another', async () => {
    const pair = await somebody('Hildegard')
    const shown = await run(reviews, 'show', pair, '--personal-data', '--json')
    expect(shown.out).toContain('Zimmer')
    expect(JSON.parse(shown.out)).toMatchObject({ pair, merges: [] })
    expect((await run(reviews, 'show', pair, '--personal-data')).out).toContain('No merge said it')
    expect(await trail('review-shown')).toHaveLength(2)
    await expect(run(reviews, 'show', pair)).rejects.toThrow(/--personal-data/)
    const one = Number(pair.split('-')[0]) as PersonId
    expect((await run(reviews, 'decide', pair, '--same', '--reason', 'one address')).code).toBe(0)
    expect((await service.store.registry.person(one))?.records).toHaveLength(2)
    expect(await waiting()).toEqual([])
    expect(await trail('review-same')).toMatchObject([{ detail: { reason: 'one address' } }])

    const other = await somebody('Ottilie')
    expect((await run(reviews, 'decide', other, '--different', '--reason', 'two birth places')).code).toBe(0)
    expect(await waiting()).toEqual([])
    expect((await run(reviews, 'decide', '1-2', '--same', '--reason', 'x')).code).toBe(1)
  })

  test.each([
    [[]],
    [['list', '1-2']],
    [['decide', '1-2', '--reason', 'x']],
    [['decide', '1-2', '--same', '--different', '--reason', 'x']],
    [['decide', '1-2', '--same']],
    [['decide', 'x', '--same', '--reason', 'x']],
  ])('%j is wrong usage', async (args) => {
    await expect(run(reviews, ...args)).rejects.toThrow(UsageError)
  })
})

describe('passes revoke', () => {
  const passId = '00112233445566ff'

  test('withdraws a pass once, with a trace of who and why', async () => {
    const at = systemClock()
    const intent = { passId: Buffer.from(passId, 'hex'), keyId: 'k', type: 'pcr', expires: at + 1e8 } as never
    await service.store.passes.intend([intent], at)
    const revoke = () => run(passes, 'revoke', '--pass', passId, '--reason', 'wrong person', '--json')
    expect(lines((await revoke()).out)).toEqual([{ passId, outcome: 'revoked' }])
    expect(lines((await revoke()).out)).toEqual([{ passId, outcome: 'revoked-before' }])
    expect((await service.store.passes.revoked(at)).length).toBe(1)
    expect(await trail('pass-revoked')).toMatchObject([
      { detail: { passId, type: 'pcr', reason: 'wrong person' } },
    ])
    expect((await run(passes, 'revoke', '--pass', 'f'.repeat(16), '--reason', 'x')).code).toBe(1)
  })

  test('withdraws all passes of one person, those of nobody else, and tells no name', async () => {
    const at = systemClock()
    const msh = (id: number) =>
      `MSH|^~\\&|EHR|CLINIC|CIR|NYC|20210401||VXU^V04^VXU_V04|W${id}|P|2.5.1\rPID|1||W${id}^^^C^MR||Weiss^${id === 1 ? 'Wanda' : 'Walter'}||19770707|${id === 1 ? 'F' : 'M'}|||1 A St^^Albany^NY^12207||^PRN^PH^^^518^5550177\rORC|RE||D${id}\rRXA|0|1|20210401||208^COVID-19^CVX|0.3|mL^mL^UCUM||00^New^NIP001|||||||||||CP|A\r`
    const taken = await run(ingest, file('weiss.hl7', msh(1) + msh(2)), '--json')
    expect(lines(taken.out)[0]).toMatchObject({ stored: 2 })
    const wanda = { givenName: 'Wanda', familyName: 'Weiss', birthDate: '1977-07-07', postalCode: '12207' }
    const found = await service.store.registry.search(searchKeys(wanda as PersonDetails))
    const [hers, his] = ['Wanda', 'Walter'].map((given) =>
      found.find(({ details }) => details.some(({ givenName }) => givenName === given)),
    )
    const intent = (digits: string, holder: PersonId | undefined) => {
      return {
        passId: Buffer.from(digits, 'hex'),
        keyId: 'k',
        type: 'pcr',
        expires: at + 1e8,
        holder,
      } as never
    }
    await service.store.passes.intend(
      [
        intent('aa00000000000001', hers?.id),
        intent('aa00000000000002', hers?.id),
        intent('aa00000000000003', his?.id),
        intent('aa00000000000004', undefined),
      ],
      at,
    )
    const revoke = (person: object) =>
      run(passes, 'revoke', '--person', file('person.json', person), '--reason', 'identity theft', '--json')
    const revoked = await revoke(wanda)
    expect(lines(revoked.out)).toEqual([
      { passId: 'aa00000000000001', outcome: 'revoked' },
      { passId: 'aa00000000000002', outcome: 'revoked' },
    ])
    expect(await revoke(wanda)).toMatchObject({ code: 0, out: '' })
    const nobody = await revoke({ ...wanda, birthDate: '1950-01-01' })
    expect(nobody).toMatchObject({ code: 1, out: '' })
    const [trace] = await trail('passes-of-person-revoked')
    expect(JSON.stringify([trace, nobody, revoked])).not.toMatch(/wanda|weiss|1977/i)
    expect((await run(passes, 'revoke', '--person', file('x', 'no JSON'), '--reason', 'x')).code).toBe(2)
  })

  test.each([[[]], [['revoke', '--pass', passId]], [['revoke', '--pass', 'x', '--reason', 'y']]])(
    '%j is wrong usage',
    async (args) => {
      await expect(run(passes, ...args)).rejects.toThrow(UsageError)
    },
  )
})

describe('audit verify', () => {
  test('walks the chain, and knows a head that it printed before', async () => {
    const first = await run(audit, 'verify', '--json')
    expect(lines(first.out)).toEqual([{ intact: true, rows: expect.any(Number), head: expect.any(String) }])
    const [{ head } = {}] = lines(first.out)
    await run(quarantine, 'replay', '--code', 'contradiction')
    await service.store.audit.append([{ actor: 'test', action: 'anything', at: systemClock() }])
    expect((await run(audit, 'verify', '--head', String(head))).code).toBe(0)
    const cut = await run(audit, 'verify', '--head', 'ab'.repeat(32), '--json')
    expect([cut.code, ...lines(cut.out)]).toEqual([1, { intact: false, fault: 'cut-off' }])
    await expect(run(audit, 'verify', '--head', 'x')).rejects.toThrow(UsageError)
    await expect(run(audit)).rejects.toThrow(UsageError)
  })
})
