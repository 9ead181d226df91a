import { type Instant, type LabResult, type PartialDate, parseDateTime } from '@excelsior/domain'
import { zlibSync } from 'fflate'
import { coseSign1, sigStructure } from '../cose-sign1.ts'
import { encodeBase45 } from '../encoding/base45.ts'
import { decodeBase64 } from '../encoding/base64.ts'
import { type CborValue, encodeCbor } from '../encoding/cbor.ts'
import { DCC_PREFIX } from '../format-heads.ts'
import { fittingName } from '../pass/fitting-name.ts'
import type { Signer } from '../signing.ts'
import type { DccStatement } from './entry-for-pass.ts'
import { ANTIGEN, COVID_19, DETECTED, NOT_DETECTED, PCR } from './eu-codes.ts'
import { machineReadable } from './machine-readable-name.ts'
import { uvciOf } from './uvci.ts'

export interface DccToIssue {
  /** ISO 3166-1, two letters: of the issuer, and of where the dose or test was given. */
  readonly country: string
  /** The authority's name, as people know it. */
  readonly authority: string
  /** The pass that it goes with: 16 hexadecimal digits. */
  readonly passId: string
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: PartialDate
  /** A few minutes back, so that a door phone with a slow clock takes it. */
  readonly issuedAt: Instant
  /** Exclusive. */
  readonly expires: Instant
  readonly statement: DccStatement
}

const SCHEMA = '1.3.0'
const ALGORITHM = 1
const ES256 = -7
const KEY_ID = 4
const [ISSUER, EXPIRES, ISSUED_AT, HCERT] = [1, 4, 6, -260]

/**
 * The text of a certificate's code, with the least that the EU's schema asks for. The signer's key id is that of its
 * document signer certificate. Throws a RangeError where a name has letters that are not Latin, and for no name.
 */
export async function issueDcc(certificate: DccToIssue, signer: Signer): Promise<string> {
  const { country, issuedAt, expires } = certificate
  const header = headerOf(signer)
  const payload = encodeCbor(
    new Map<number, CborValue>([
      [ISSUER, country],
      // The last second at which it is good: this claim is inclusive, `expires` is not.
      [EXPIRES, Math.ceil(expires / 1000) - 1],
      [ISSUED_AT, Math.floor(issuedAt / 1000)],
      [HCERT, new Map([[1, contentOf(certificate)]])],
    ]),
  )
  const signature = await signer.sign(sigStructure(header, payload))
  return DCC_PREFIX + encodeBase45(zlibSync(coseSign1(header, payload, signature), { level: 9 }))
}

/** Of people whose papers a machine can read. Undefined for letters that are not Latin. */
export function namesForDcc(
  givenName: string,
  familyName: string,
): { readonly [part in 'fn' | 'gn' | 'fnt' | 'gnt']?: string } | undefined {
  const names: { [part in 'fn' | 'gn' | 'fnt' | 'gnt']?: string } = {}
  for (const [name, part, standard] of [
    [fittingName(familyName.trim()), 'fn', 'fnt'],
    [fittingName(givenName.trim()), 'gn', 'gnt'],
  ] as const) {
    const written = machineReadable(name)
    if (written === undefined) return undefined
    // The family name's standard form has to be there, even where there is no family name.
    if (written === '' && standard === 'gnt') continue
    if (name !== '') names[part] = name
    names[standard] = written
  }
  return names
}

function contentOf(certificate: DccToIssue): CborValue {
  const { givenName, familyName, birthDate, statement } = certificate
  const names = namesForDcc(givenName, familyName)
  if (!names || givenName.trim() + familyName.trim() === '')
    throw new RangeError('a certificate bears a name in Latin letters')
  const group = statement.kind === 'vaccination' ? 'v' : statement.kind === 'test' ? 't' : 'r'
  return mapOf({ ver: SCHEMA, nam: mapOf(names), dob: birthDate, [group]: [entryOf(certificate)] })
}

function entryOf({ country, authority, passId, statement }: DccToIssue): CborValue {
  const common = { tg: COVID_19, co: country, is: authority, ci: uvciOf(country, passId) }
  switch (statement.kind) {
    case 'vaccination': {
      const { product, holder, kind } = statement.product
      const { date, dose, of } = statement
      return mapOf({ ...common, vp: kind, mp: product, ma: holder, dn: dose, sd: of, dt: date })
    }
    case 'test':
      return mapOf({ ...common, ...testOf(statement.result, authority) })
    case 'recovery': {
      const { firstPositive, validFrom, validUntil } = statement
      return mapOf({ ...common, fr: firstPositive, df: validFrom, du: validUntil })
    }
  }
}

/** A day without a time counts from its beginning, as with our own passes: never from later than it was. */
function testOf({ test, result, collected }: LabResult, authority: string) {
  return {
    tt: test === 'pcr' ? PCR : ANTIGEN,
    tr: result === 'negative' ? NOT_DETECTED : DETECTED,
    sc: parseDateTime(collected) ?? `${collected}T00:00:00Z`,
    tc: authority, // whoever shows a certificate need not say where they went
  }
}

const mapOf = (members: { readonly [key: string]: CborValue }): CborValue =>
  new Map<string, CborValue>(Object.entries(members))

/** The same for every certificate of a key. */
const headers = new WeakMap<Signer, Uint8Array>()

function headerOf(signer: Signer): Uint8Array {
  const known = headers.get(signer)
  if (known) return known
  const keyId = decodeBase64(signer.keyId)
  if (keyId?.length !== 8) throw new RangeError('a document signer’s key id has 8 bytes, in base64')
  const header = encodeCbor(
    new Map<number, CborValue>([
      [ALGORITHM, ES256],
      [KEY_ID, keyId],
    ]),
  )
  headers.set(signer, header)
  return header
}
