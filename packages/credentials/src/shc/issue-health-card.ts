import type { HealthRecord, Immunization, Instant, LabResult, PartialDate } from '@excelsior/domain'
import { encodeBase64url } from '../encoding/base64url.ts'
import { deflaterLike } from '../encoding/deflate.ts'
import { decodeHex } from '../encoding/hex.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { HEALTH_CARD_PREFIX } from '../format-heads.ts'
import { fittingName } from '../pass/fitting-name.ts'
import type { Signer } from '../signing.ts'
import { CVX, LOINC, RESULT_CODES, SNOMED_CT, TEST_CODES } from './covid-codes.ts'
import { HEALTH_CARD, isIssuer } from './health-card.ts'
import { numericDigits } from './numeric-code.ts'
import { isRevocationId } from './revocation-id.ts'

export interface HealthCardToIssue {
  /** The https address under which its keys are published, without a slash at its end. */
  readonly issuer: string
  /** By which it can be withdrawn: base64url, at most 24 characters, and nothing about the person. */
  readonly revocationId: string
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  /** A few minutes back, so that a door phone with a slow clock takes the card. */
  readonly notBefore: Instant
  readonly expires: Instant
  /** Doses, or results; the framework wants one of the two on a card. See `recordsForCard`. */
  readonly records: readonly HealthRecord[]
}

/**
 * The compact JWS of a card, by the vaccination and testing guide's profiles of least data: name, date of birth; of a
 * dose its product and day, of a result its test, value and time. Throws a RangeError where the content fits no card.
 */
export async function issueHealthCard(card: HealthCardToIssue, signer: Signer): Promise<string> {
  const text = `${headerOf(signer)}.${encodeBase64url(deflated(encodeUtf8(payloadOf(card))))}`
  const signature = await signer.sign(encodeUtf8(text))
  return `${text}.${encodeBase64url(signature)}`
}

/** The revocation id of the card that goes with a pass: the pass's own id, so that both are withdrawn together. */
export function revocationIdOf(passId: string): string {
  const bytes = decodeHex(passId)
  if (bytes?.length !== 8) throw new RangeError('a pass id has 16 hexadecimal digits')
  return encodeBase64url(bytes)
}

/** The text of a card's code, for `qrCode`. */
export function healthCardCode(jws: string): string {
  return HEALTH_CARD_PREFIX + numericDigits(jws)
}

/** The content of a `.smart-health-card` file. */
export function healthCardFile(cards: readonly string[]): string {
  return JSON.stringify({ verifiableCredential: cards })
}

/** The same for every card of a key. */
const headers = new WeakMap<Signer, string>()

function headerOf(signer: Signer): string {
  const known = headers.get(signer)
  if (known !== undefined) return known
  const header = encodeBase64url(
    encodeUtf8(`{"zip":"DEF","alg":"ES256","kid":${JSON.stringify(signer.keyId)}}`),
  )
  headers.set(signer, header)
  return header
}

function payloadOf(card: HealthCardToIssue): string {
  const { issuer, revocationId, notBefore, expires, records } = card
  if (!isIssuer(issuer)) throw new RangeError('an issuer is an https address without a slash at its end')
  if (!isRevocationId(revocationId)) throw new RangeError('a revocation id has 1 to 24 base64url characters')
  if (records.length === 0) throw new RangeError('a card holds at least one dose or result')
  let entries = ''
  for (let index = 0; index < records.length; index++) {
    const record = records[index]!
    const resource = record.kind === 'immunization' ? doseOf(record) : resultOf(record)
    entries += `,{"fullUrl":"resource:${index + 1}","resource":${resource}}`
  }
  return (
    `{"iss":"${issuer}","nbf":${secondsOf(notBefore)},"exp":${secondsOf(expires)},"vc":{"type":["${HEALTH_CARD}"],` +
    '"credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[' +
    `{"fullUrl":"resource:0","resource":${patientOf(card)}}${entries}]}},"rid":"${revocationId}"}}`
  )
}

function patientOf({ givenName, familyName, birthDate }: HealthCardToIssue): string {
  const family = fittingName(familyName)
  const given = fittingName(givenName)
  if (family + given === '') throw new RangeError('a card bears a name')
  const names = [
    ...(family === '' ? [] : [`"family":${JSON.stringify(family)}`]),
    ...(given === '' ? [] : [`"given":[${JSON.stringify(given)}]`]),
  ]
  return `{"resourceType":"Patient","name":[{${names.join(',')}}],"birthDate":"${birthDate}"}`
}

function doseOf({ cvx, date, status = 'completed' }: Immunization): string {
  if (cvx === undefined || status !== 'completed')
    throw new RangeError('a dose on a card is given, of a known product')
  return (
    `{"resourceType":"Immunization","status":"completed","vaccineCode":${concept(CVX, cvx)},` +
    `"patient":{"reference":"resource:0"},"occurrenceDateTime":"${date}"}`
  )
}

function resultOf({ test, result, collected, status = 'final' }: LabResult): string {
  if (status !== 'final' && status !== 'corrected') throw new RangeError('a result on a card is final')
  return (
    `{"resourceType":"Observation","status":"${status}","code":${concept(LOINC, TEST_CODES[test])},` +
    `"subject":{"reference":"resource:0"},"effectiveDateTime":"${collected}",` +
    `"valueCodeableConcept":${concept(SNOMED_CT, RESULT_CODES[result])}}`
  )
}

function concept(system: string, code: string): string {
  return `{"coding":[{"system":"${system}","code":${JSON.stringify(code)}}]}`
}

/** Fractions are cut: a card never ends later than it should. */
function secondsOf(instant: Instant): number {
  const seconds = Math.floor(instant / 1000)
  if (!(seconds >= 0 && seconds <= 0xffff_ffff)) throw new RangeError('an instant from 1970 to 2106')
  return seconds
}

let compressor: ((bytes: Uint8Array) => Uint8Array) | undefined

function deflated(payload: Uint8Array): Uint8Array {
  compressor ??= deflaterLike(encodeUtf8(payloadOf(EXAMPLE)))
  return compressor(payload)
}

/** What cards look like, for the compressor. Of nobody. */
const EXAMPLE: HealthCardToIssue = {
  issuer: 'https://pass.example.gov',
  revocationId: 'MTIzNDU2Nzg',
  givenName: 'Maria Elena',
  familyName: 'Anyperson-Santos',
  birthDate: '1951-01-20' as PartialDate,
  notBefore: 1_637_000_000_000 as Instant,
  expires: 1_652_000_000_000 as Instant,
  records: [
    { kind: 'immunization', cvx: '208', date: '2021-03-14' as Immunization['date'] },
    { kind: 'immunization', cvx: '207', date: '2021-09-05' as Immunization['date'] },
    {
      kind: 'lab',
      test: 'pcr',
      result: 'negative',
      collected: '2021-11-19T08:30:00-05:00' as LabResult['collected'],
    },
  ],
}
