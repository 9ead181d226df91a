import type { Instant, Zone } from '@excelsior/domain'
import type { MessageHeader, Rejection, RejectionCode } from '../report.ts'
import { type Delimiters, escapeText, readDelimiters } from './delimiters.ts'
import { utf8AsLatin1 } from './header.ts'

/** What became of a message. The faults say what was not taken; `accepted` with faults: the rest of it was. */
export interface Outcome {
  /**
   * `accepted` is said only once everything is on disk; `error`: the message is at fault, or it could not be stored and
   * has to be sent again; `rejected`: of a type, version or processing id (MSH-9, 11, 12) that is not taken here.
   */
  readonly fate: 'accepted' | 'error' | 'rejected'
  readonly faults: readonly Pick<
    Rejection,
    'segment' | 'occurrence' | 'field' | 'repetition' | 'code' | 'reason'
  >[]
}

/** The answer's own MSH-10, unique and at most 20 characters of ASCII letters and digits, and its time. */
export interface AnswerStamp {
  readonly controlId: string
  readonly at: Instant
  readonly zone: Zone
}

export type AcknowledgementCode = 'AA' | 'AE' | 'AR' | 'CA' | 'CE' | 'CR'

/**
 * MSA-1, or undefined where the sender wants no answer (HL7 2.5.1, section 2.9). MSH-15 and MSH-16 both empty is the
 * original mode. Else MSH-15 says when an accept acknowledgement is due; where none is, MSH-16 says whether the
 * application's is.
 */
export function acknowledgementCode(
  header: Pick<MessageHeader, 'acceptAcknowledgement' | 'applicationAcknowledgement'> | undefined,
  fate: Outcome['fate'],
): AcknowledgementCode | undefined {
  const accept = condition(header?.acceptAcknowledgement)
  const application = condition(header?.applicationAcknowledgement)
  if (accept === '' && application === '') return CODES.original[fate]
  if (isDue(accept, fate)) return CODES.enhanced[fate]
  return isDue(application, fate) ? CODES.original[fate] : undefined
}

const CODES = {
  original: { accepted: 'AA', error: 'AE', rejected: 'AR' },
  enhanced: { accepted: 'CA', error: 'CE', rejected: 'CR' },
} as const

function condition(field: string | undefined): string {
  return field === undefined || field === '""' ? '' : field
}

/** Table 0155. */
function isDue(value: string, fate: Outcome['fate']): boolean {
  if (value === 'AL') return true
  return fate === 'accepted' ? value === 'SU' : value === 'ER'
}

/**
 * The answer to a message as bytes, in the sender's own delimiters, one CR behind each segment; undefined where the
 * sender wants none, unless `always` (an answer over HTTP has to say something). Without a header, where the
 * message's own could not be read, the usual delimiters are used.
 */
export function acknowledge(
  header: MessageHeader | undefined,
  outcome: Outcome,
  stamp: AnswerStamp,
  always = false,
): Uint8Array | undefined {
  const code =
    acknowledgementCode(header, outcome.fate) ?? (always ? CODES.original[outcome.fate] : undefined)
  if (code === undefined) return undefined
  const to = header ?? NO_HEADER
  const delimiters = readDelimiters(`MSH${to.fieldSeparator}${to.encodingCharacters}${to.fieldSeparator}`)
  if (delimiters === undefined) return acknowledge(undefined, outcome, stamp, always)

  const segments = [
    mshOf(to, delimiters, stamp),
    ['MSA', code, to.controlId],
    ...outcome.faults.slice(0, MOST_FAULTS).map((fault) => errOf(fault, to, delimiters, outcome.fate)),
  ]
  const text = segments.map((fields) => `${fields.join(delimiters.field)}\r`).join('')
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index)
  return bytes
}

const NO_HEADER: MessageHeader = {
  fieldSeparator: '|',
  encodingCharacters: '^~\\&',
  sendingApplication: '',
  sendingFacility: '',
  receivingApplication: '',
  receivingFacility: '',
  messageType: '',
  controlId: '',
  processingId: 'P',
  version: '2.5.1',
  acceptAcknowledgement: '',
  applicationAcknowledgement: '',
  characterSet: '',
}
/** Enough to find the cause; a message of 10,000 bad segments is not answered with as many. */
const MOST_FAULTS = 50

function mshOf(to: MessageHeader, { component }: Delimiters, stamp: AnswerStamp): string[] {
  const [, event = ''] = to.messageType.split(component)
  const type = event === '' ? 'ACK' : ['ACK', event, 'ACK'].join(component)
  const fields = [
    'MSH',
    to.encodingCharacters,
    to.receivingApplication,
    to.receivingFacility,
    to.sendingApplication,
    to.sendingFacility,
    timeStamp(stamp),
    '',
    type,
    stamp.controlId,
    to.processingId,
    to.version,
  ]
  // MSH-15 and 16 of an answer: nothing answers an answer.
  const isEnhanced =
    condition(to.acceptAcknowledgement) !== '' || condition(to.applicationAcknowledgement) !== ''
  if (isEnhanced || to.characterSet !== '')
    fields.push('', '', isEnhanced ? 'NE' : '', isEnhanced ? 'NE' : '')
  if (to.characterSet !== '') fields.push('', to.characterSet)
  return fields
}

/** `20210415101500-0400`. */
function timeStamp({ at, zone }: AnswerStamp): string {
  const text = zone.format(at)
  // 2021-04-15T10:15:00-04:00
  const day = text.slice(0, 4) + text.slice(5, 7) + text.slice(8, 10)
  const time = text.slice(11, 13) + text.slice(14, 16) + text.slice(17, 19)
  return day + time + text.slice(19).replace(':', '')
}

/** Table 0357, as near as our codes come to it; 104 is of its later editions. 207 alone asks to send it again. */
const ERROR_CODES: Readonly<Record<RejectionCode, readonly [code: string, text: string]>> = {
  unreadable: ['100', 'Segment sequence error'],
  'too-large': ['104', 'Value too long'],
  'character-set': ['102', 'Data type error'],
  'unsupported-message': ['200', 'Unsupported message type'],
  missing: ['101', 'Required field missing'],
  'invalid-value': ['102', 'Data type error'],
  'no-code': ['101', 'Required field missing'],
  contradiction: ['102', 'Data type error'],
  unavailable: ['207', 'Application internal error'],
  'unresolved-reference': ['204', 'Unknown key identifier'],
  'trial-message': ['202', 'Unsupported processing id'],
}

/** ERR with location, code and plain words since 2.5 (section 2.15.5); before that, the location alone in ERR-1. */
function errOf(
  fault: Outcome['faults'][number],
  to: MessageHeader,
  delimiters: Delimiters,
  fate: Outcome['fate'],
): string[] {
  const { component, subcomponent } = delimiters
  const isVersion = fault.code === 'unsupported-message' && fault.field === 12
  const [code, text] = isVersion ? ['203', 'Unsupported version id'] : ERROR_CODES[fault.code]
  const { segment = 'MSH', occurrence = 1, field, repetition } = fault
  if (isBefore25(to.version)) {
    const error = subcomponent === undefined ? code : [code, text, 'HL70357'].join(subcomponent)
    return ['ERR', [segment, occurrence, field ?? '', error].join(component)]
  }
  const location = field === undefined ? [segment, occurrence] : [segment, occurrence, field, repetition ?? 1]
  const severity = fate === 'accepted' ? 'W' : 'E'
  const words = utf8AsLatin1(escapeText(fault.reason, delimiters))
  return [
    'ERR',
    '',
    location.join(component),
    [code, text, 'HL70357'].join(component),
    severity,
    '',
    '',
    '',
    words,
  ]
}

function isBefore25(version: string): boolean {
  return version.startsWith('2.') && version.charAt(2) < '5'
}
