import {
  civilDateOf,
  type Instant,
  type LabResult,
  type ResultStatus,
  type TestKind,
  type TestResult,
} from '@excelsior/domain'
import { composed, field, type Segment, segment, stampText, subcomponents } from './hl7-text.ts'
import type { Laboratory, Site } from './places.ts'

type Coded = readonly [code: string, display: string]

const TESTS: Readonly<Record<TestKind, readonly Coded[]>> = {
  pcr: [
    ['94500-6', 'SARS-CoV-2 RNA Resp Ql NAA+probe'],
    ['94309-2', 'SARS-CoV-2 RNA Spec Ql NAA+probe'],
  ],
  antigen: [['94558-4', 'SARS-CoV-2 Ag Resp Ql IA.rapid']],
}

const RESULTS: Readonly<Record<TestResult, readonly Coded[]>> = {
  negative: [
    ['260415000', 'Not detected'],
    ['260385009', 'Negative'],
  ],
  positive: [
    ['260373001', 'Detected'],
    ['10828004', 'Positive'],
  ],
  inconclusive: [['419984006', 'Inconclusive']],
}

/** HL7 table 0085. */
const STATUSES: Readonly<Record<ResultStatus, string>> = {
  final: 'F',
  corrected: 'C',
  preliminary: 'P',
  wrong: 'W',
  deleted: 'D',
  cancelled: 'X',
  unknown: '',
}

interface Entry {
  readonly id: string
  readonly record: LabResult
  readonly site: Site
  readonly laboratory: Laboratory
}

/** ORC, OBR, OBX (result, and a question asked at order entry) and SPM of one test. */
export function laboratorySegments(
  { id, record, site, laboratory }: Entry,
  order: number,
  sentAt: Instant,
): readonly Segment[] {
  const variety = Number(id.slice(1))
  const test = oneOf(TESTS[record.test], variety)
  const result = oneOf(RESULTS[record.result], variety)
  const collected = stampText(record.collected)
  const status = STATUSES[record.status ?? 'final']
  const filler = field(id, laboratory.name, laboratory.clia, 'CLIA')
  const siteAddress = field(site.street, '', site.city, site.state, site.postalCode, 'USA', 'B')
  const reportedDay = civilDateOf(Math.floor(sentAt / 86_400_000)).replaceAll('-', '')
  return [
    segment('ORC', { 1: 'RE', 3: filler, 21: field(site.name), 22: siteAddress, 24: siteAddress }),
    segment('OBR', {
      1: String(order),
      3: filler,
      4: field(...test, 'LN'),
      7: collected,
      22: reportedDay,
      25: status === 'W' ? 'C' : status,
    }),
    segment('OBX', {
      1: '1',
      2: 'CWE',
      3: field(...test, 'LN'),
      5: field(...result, 'SCT'),
      ...(record.result === 'positive' && { 8: field('A', 'Abnormal', 'HL70078') }),
      11: status,
      14: collected,
      19: reportedDay,
      23: composed(
        field(laboratory.name),
        '',
        '',
        '',
        '',
        subcomponents('CLIA', '2.16.840.1.113883.4.7', 'ISO'),
        'XX',
        '',
        '',
        field(laboratory.clia),
      ),
      24: field(laboratory.street, '', laboratory.city, laboratory.state, laboratory.postalCode),
    }),
    ...(variety % 2 === 0
      ? [
          segment('OBX', {
            1: '2',
            2: 'CWE',
            3: field('95418-0', 'Whether patient is employed in a healthcare setting', 'LN'),
            5: field('N', 'No', 'HL70136'),
            11: 'F',
            29: 'QST',
          }),
        ]
      : []),
    segment('SPM', {
      1: '1',
      2: composed('', subcomponents(id, laboratory.name, laboratory.clia, 'CLIA')),
      4: field('258500001', 'Nasopharyngeal swab', 'SCT'),
      17: collected,
      18: reportedDay,
    }),
  ]
}

function oneOf(rows: readonly Coded[], variety: number): Coded {
  const row = rows[variety % rows.length]
  if (row === undefined) throw new RangeError('a table without rows')
  return row
}
