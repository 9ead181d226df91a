import { type Chance, chanceFrom } from '../packages/demo/src/chance.ts'
import { CROWD_AT_MOST, patientAsFhir, type Somebody, somebody } from './crowd.ts'

/** Who sends: three in good faith, and one who tries to change what the others said. */
export const MIXED_SOURCES = [
  { name: 'state', jurisdiction: 'US-NY', scopes: ['hl7v2', 'fhir'] },
  { name: 'city', jurisdiction: 'US-NJ', scopes: ['hl7v2', 'fhir'] },
  { name: 'clinic', jurisdiction: 'US-CT', scopes: ['fhir'] },
  { name: 'hostile', jurisdiction: 'US-PA', scopes: ['hl7v2', 'fhir'] },
] as const
type SourceName = (typeof MIXED_SOURCES)[number]['name']

/** What a source says of one record, at some minute of one hour. */
export interface Event {
  readonly source: SourceName
  readonly form: 'hl7' | 'fhir'
  readonly person: Somebody
  readonly kind: 'dose' | 'result'
  /** From 1 on, among the person's own: its day, too. */
  readonly record: number
  readonly minute: number
  readonly says: 'first' | 'corrected' | 'preliminary' | 'not-done' | 'withdrawn' | 'deleted'
  readonly content: 0 | 1
}

/** What must be answered. `AR`: not for us. `cut`: a framing fault, refused or not answered, and closed. */
export type Due = 'taken' | 'AE' | 'AR' | 'cut' | 'closed' | 400 | 401 | 403 | 413 | 415 | 422

export interface Sent {
  readonly source: SourceName | 'nobody'
  readonly door: 'hl7' | 'mllp' | 'fhir'
  /** For MLLP with its frame. */
  readonly body: string
  readonly due: Due
  /** MSH-10, where there is one. */
  readonly control?: string
  /** Records that it brings or changes, one an entry. */
  readonly records: readonly string[]
}

/** Messages that a model of one page foresees: what stands in the end, and what is answered to each. */
export interface Mixed {
  readonly sent: readonly Sent[]
  readonly people: readonly Somebody[]
  /** By the person's id, sorted. */
  readonly standing: ReadonlyMap<string, readonly string[]>
}

/** Of neighbours in time: how far one may come before or after its turn. */
const OUT_OF_ORDER = 400

/** The same messages for the same seed: at least `count`. */
export function mixedMessages(count: number, seed: number): Mixed {
  const chance = chanceFrom(seed)
  const due: { readonly at: number; readonly message: Sent }[] = []
  const people: Somebody[] = []
  const standing = new Map<string, readonly string[]>()
  const come = (message: Sent) => due.push({ at: due.length + chance.between(0, OUT_OF_ORDER), message })
  while (due.length < count) {
    if (people.length === CROWD_AT_MOST) throw new RangeError('there are not so many people')
    const person = somebody(people.length)
    people.push(person)
    const events = historyOf(person, chance)
    for (const one of events) {
      const message = messageOf(one, chance)
      come(message)
      // A sender that had no answer, or thinks so.
      if (chance.happens(0.15)) come(message)
    }
    if (chance.happens(0.6)) come(faultyMessage(person, chance))
    standing.set(person.id, standingOf(events))
  }
  const sent = due.sort((a, b) => a.at - b.at).map(({ message }) => message)
  return { sent, people, standing }
}

function historyOf(person: Somebody, chance: Chance): readonly Event[] {
  const events: Event[] = []
  for (const source of ['state', 'city', 'clinic'] as const) {
    if (!chance.happens(0.5)) continue
    const form = source !== 'clinic' && chance.happens(0.6) ? 'hl7' : 'fhir'
    for (let record = 1; record <= chance.between(1, 2); record++) {
      const kind = chance.pick(['dose', 'result'] as const)
      events.push(...wordsOf({ source, form, person, kind, record }, chance.between(1, 4), chance))
    }
  }
  // The same names of records, said by somebody else: to correct them, to delete them, to say them again.
  const targets = events.filter(() => chance.happens(0.2))
  for (const { source: _, minute, ...target } of targets)
    if (
      !events.some(
        (each) => each.source === 'hostile' && nameOf(each) === nameOf({ ...target, source: 'hostile' }),
      )
    )
      events.push({
        ...target,
        source: 'hostile',
        minute: chance.happens(0.3) ? minute : 59,
        content: target.content === 0 ? 1 : 0,
        says: chance.pick(['first', 'corrected', 'withdrawn', 'deleted'] as const),
      })
  return events
}

function wordsOf(
  record: Omit<Event, 'minute' | 'says' | 'content'>,
  count: number,
  chance: Chance,
): readonly Event[] {
  const words: Event['says'][] = ['corrected', 'withdrawn', 'deleted']
  words.push(record.kind === 'dose' ? 'not-done' : 'preliminary')
  const minutes = new Set(Array.from({ length: count }, () => chance.between(10, 58)))
  return [...minutes].map((minute, index) => ({
    ...record,
    minute,
    says: index === 0 || chance.happens(0.4) ? 'first' : chance.pick(words),
    content: chance.pick([0, 1] as const),
  }))
}

/** Keys are a source's own. */
const nameOf = ({
  source,
  form,
  kind,
  record,
}: Omit<Event, 'minute' | 'says' | 'content' | 'person'>): string => `${source} ${form} ${kind} ${record}`

const CVX = ['208', '207'] as const
const VALUES = ['260415000', '260373001'] as const
const RESULTS = ['negative', 'positive'] as const

/** The plain model: of each record of each source its last word stands, final before preliminary. */
function standingOf(events: readonly Event[]): readonly string[] {
  const last = new Map<string, Event>()
  const rank = ({ says, minute }: Event): string => `${says === 'preliminary' ? 0 : 1} ${minute}`
  for (const each of events) {
    const known = last.get(nameOf(each))
    if (!known || rank(each) > rank(known)) last.set(nameOf(each), each)
  }
  return [...last.values()]
    .filter(({ says }) => says !== 'withdrawn' && says !== 'deleted')
    .map(({ source, kind, record, says, content }) => {
      const from = MIXED_SOURCES.find(({ name }) => name === source)?.jurisdiction
      return kind === 'dose'
        ? `${from} ${CVX[content]} 2021-04-0${record} ${says === 'not-done' ? 'not-done' : 'completed'}`
        : `${from} ${RESULTS[content]} 2021-09-0${record} ${says === 'first' ? 'final' : says}`
    })
    .sort()
}

let controls = 0

function messageOf(event: Event, chance: Chance): Sent {
  const { source, form, person } = event
  const records = [`${source} ${person.id} ${nameOf(event)}`]
  if (form === 'fhir') return { source, door: 'fhir', body: transaction(event), due: 'taken', records }
  const control = `${person.id}-${++controls}`
  const text = hl7(event, control)
  return chance.happens(0.5)
    ? { source, door: 'hl7', body: text, due: 'taken', control, records }
    : { source, door: 'mllp', body: `\v${text}\x1c\r`, due: 'taken', control, records }
}

const stamp = (minute: number): string => `2021090510${minute}00-0400`

function hl7({ person, kind, record, minute, says, content }: Event, control: string): string {
  const id = `${person.id}-${kind}-${record}`
  const isGone = says === 'withdrawn' || says === 'deleted'
  return segments(
    ...head(person, kind === 'dose' ? 'VXU^V04^VXU_V04' : 'ORU^R01^ORU_R01', control, minute),
    ...(kind === 'dose'
      ? [
          `ORC|RE||${id}^CLINIC`,
          `RXA|0|1|2021040${record}||${CVX[content]}^^CVX|0.3|||00^New^NIP001||^^^ELM|||||||||${says === 'not-done' ? 'RE' : 'CP'}|${isGone ? 'D' : 'A'}`,
        ]
      : [
          `ORC|RE||${id}^LAB`,
          `OBR|1||${id}^LAB|94500-6^SARS-CoV-2 RNA^LN|||2021090${record}101500-0400`,
          `OBX|1|CWE|94500-6^SARS-CoV-2 RNA^LN||${VALUES[content]}^^SCT||||||${HL7_STATUS[says]}`,
        ]),
  )
}

const HL7_STATUS = {
  first: 'F',
  corrected: 'C',
  preliminary: 'P',
  withdrawn: 'W',
  deleted: 'D',
  'not-done': 'F',
} as const

const segments = (...lines: readonly string[]): string => lines.map((line) => `${line}\r`).join('')

const head = (person: Somebody, type: string, control: string, minute = 10, rest = '|P|2.5.1') => [
  `MSH|^~\\&|APP|FAC|NYSIIS|NYSDOH|${stamp(minute)}||${type}|${control}${rest}`,
  `PID|1||${person.id}^^^CLINIC^MR||${person.familyName}^${person.givenName}^^^^^L||${person.birthDate.replaceAll('-', '')}|F|||1 Main St^^Albany^NY^${person.postalCode}^USA^P||^PRN^PH^^1^${person.phone.slice(0, 3)}^${person.phone.slice(3)}`,
]

const FHIR_STATUS = {
  dose: { first: 'completed', corrected: 'completed', 'not-done': 'not-done', preliminary: 'completed' },
  result: { first: 'final', corrected: 'corrected', preliminary: 'preliminary', 'not-done': 'final' },
} as const

function resourceOf({ person, kind, record, says, content }: Event): {
  readonly resourceType: string
  readonly id: string
  readonly [element: string]: unknown
} {
  const id = `${person.id}-${record}`
  const gone = says === 'withdrawn' || says === 'deleted'
  const status = gone ? 'entered-in-error' : FHIR_STATUS[kind][says]
  return kind === 'dose'
    ? {
        resourceType: 'Immunization',
        id,
        status,
        patient: { reference: 'urn:uuid:p' },
        occurrenceDateTime: `2021-04-0${record}`,
        vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: CVX[content] }] },
      }
    : {
        resourceType: 'Observation',
        id,
        status,
        subject: { reference: 'urn:uuid:p' },
        code: { coding: [{ system: 'http://loinc.org', code: '94500-6' }] },
        effectiveDateTime: `2021-09-0${record}T10:15:00-04:00`,
        valueCodeableConcept: { coding: [{ system: 'http://snomed.info/sct', code: VALUES[content] }] },
      }
}

function transaction(event: Event): string {
  const resource = resourceOf(event)
  const url = `${resource.resourceType}/${resource.id}`
  const said =
    event.says === 'deleted'
      ? { request: { method: 'DELETE', url } }
      : { resource, request: { method: 'PUT', url } }
  return bundle(event.person, event.minute, said)
}

const bundle = (person: Somebody, minute: number, ...said: readonly object[]): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'transaction',
    timestamp: `2021-09-05T10:${minute}:00-04:00`,
    entry: [
      {
        fullUrl: 'urn:uuid:p',
        resource: patientAsFhir(person),
        request: { method: 'POST', url: 'Patient' },
      },
      ...said,
    ],
  })

/** Something that must change nothing, and what has to be answered. Its record is one that nobody else tells of. */
function faultyMessage(person: Somebody, chance: Chance): Sent {
  const control = `F${++controls}`
  const source = chance.pick(['state', 'city', 'hostile'] as const)
  const dose = (date = '20210409', cvx = '208') => [
    `ORC|RE||${person.id}-dose-9^CLINIC`,
    `RXA|0|1|${date}||${cvx}^^CVX|0.3|||00^New^NIP001||^^^ELM|||||||||CP|A`,
  ]
  const type = 'VXU^V04^VXU_V04'
  const [msh = '', pid = ''] = head(person, type, control)
  const sound = segments(msh, pid, ...dose())
  const asHl7 = (body: string, due: Due): Sent => {
    const door = chance.pick(['hl7', 'mllp'] as const)
    return { source, door, body: door === 'mllp' ? `\v${body}\x1c\r` : body, due, control, records: [] }
  }
  const asFrame = (body: string, due: Due): Sent => ({ source, door: 'mllp', body, due, records: [] })
  const asFhir = (body: string, due: Due, from: Sent['source'] = source): Sent => ({
    source: from,
    door: 'fhir',
    body,
    due,
    records: [],
  })
  const put = (change: object) => ({
    resource: { ...resourceOf({ ...nine, person }), ...change },
    request: { method: 'PUT', url: `Immunization/${person.id}-9` },
  })
  const faults: readonly (() => Sent)[] = [
    () => asHl7(segments(msh, ...dose()), 'AE'), // of nobody
    () => asHl7(segments(msh, pid, ...dose('20210230')), 'AE'), // no such day
    () => asHl7(segments(`${msh}||||||KLINGON`, pid, ...dose()), 'AE'), // no such character set
    () => asHl7(segments(...head(person, 'ADT^A01^ADT_A01', control)), 'AR'),
    () => asHl7(segments(...head(person, type, control, 10, '|T|2.5.1'), ...dose()), 'AR'),
    () => asHl7(segments(...head(person, type, control, 10, '|P|3.0'), ...dose()), 'AR'),
    () => asFrame(`${sound}\x1c\r`, 'cut'), // without a start
    () => asFrame(`\v${sound.slice(0, -30)}`, 'cut'), // without an end
    () => asFrame(`\v${sound}\x1cx`, 'cut'), // a wrong end
    () => asFrame(`\v${sound.slice(0, -30)}\v${sound}\x1c\r`, 'cut'), // two starts
    () => asFhir('{"resourceType":"Bundle","type":"transaction","entry":[', 400),
    () => asFhir(`{"resourceType":"Bundle",${transaction({ ...nine, person }).slice(1)}`, 400), // a key twice
    () => asFhir('['.repeat(5000), 400),
    () => asFhir(bundle(person, 10, put({ patient: { reference: 'urn:uuid:nobody' } })), 422),
    () => asFhir(bundle(person, 10, put({ occurrenceDateTime: '2021-02-30' })), 422),
    () => asFhir(bundle(person, 10, put({}), put({})), 400), // one record twice
    () => asFhir(transaction({ ...nine, person }), 401, 'nobody'),
    () => ({ source: 'nobody', door: 'hl7', body: sound, due: 401, records: [] }),
    () => ({ source: 'nobody', door: 'mllp', body: `\v${sound}\x1c\r`, due: 'closed', records: [] }),
    () => ({ source: 'clinic', door: 'hl7', body: sound, due: 403, records: [] }),
    () => ({ source: 'clinic', door: 'mllp', body: `\v${sound}\x1c\r`, due: 'closed', records: [] }),
  ]
  return chance.pick(faults)()
}

const nine = {
  source: 'state',
  form: 'fhir',
  kind: 'dose',
  record: 9,
  minute: 10,
  says: 'first',
  content: 0,
} as const
