import { createHash } from 'node:crypto'
import { sign, type TestKey, testKey } from '../pass-vectors/keys.ts'

/** Put together by hand: faults have to be written too, and what writes the vectors must not be what they test. */

export const SIGNER = testKey('sd-jwt')
export const HOLDER = testKey('holder')
export const ISSUER = 'https://pass.example.gov'
export const AT = '2021-11-20T12:00:00-05:00'
export const AUDIENCE = 'redirect_uri:https://door.example.org/response'
export const NONCE = 'n-0S6_WzA2Mj'

export const base64url = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url')
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')
export const seconds = (text: string): number => Date.parse(text) / 1000

export type Claims = Readonly<Record<string, unknown>>

/** Salts that everybody can compute. */
export const salt = (name: string): string =>
  createHash('sha256').update(`salt ${name}`).digest().subarray(0, 16).toString('base64url')

export const disclosure = (...parts: readonly unknown[]): string => base64url(JSON.stringify(parts))
export const claim = (name: string, value: unknown): string => disclosure(salt(name), name, value)

export const GIVEN = claim('given_name', 'Amalia Sofía')
export const FAMILY = claim('family_name', 'Okonkwo-Reyes')
export const BIRTH = claim('birthdate', '1988-03-04')
export const TYPE = claim('pass_type', 'vaccination')
export const ALL = [GIVEN, FAMILY, BIRTH, TYPE]

export const holderKey = (key: TestKey = HOLDER): object => ({ jwk: key.jwk })

/** The signed claims of a good pass whose digests are those of `disclosures`. */
export function claims(more: Claims = {}, disclosures: readonly string[] = ALL): Claims {
  return {
    iss: ISSUER,
    iat: seconds('2021-11-19T15:00:00Z'),
    nbf: seconds('2021-11-19T15:00:00Z'),
    exp: seconds('2022-05-01T04:00:00Z'),
    vct: 'urn:excelsior:pass:1',
    jti: '6d1f0b5a2c9e8374',
    _sd_alg: 'sha-256',
    _sd: disclosures.map(sha256).sort(),
    cnf: holderKey(),
    ...more,
  }
}

export const without = (names: readonly string[], from: Claims = claims()): Claims =>
  Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)))

export interface Parts {
  /** An object, or its JSON where that is faulty. */
  readonly header?: object | string
  readonly payload?: Claims | string
  readonly key?: TestKey
  /** In place of a signature by `key`. */
  readonly signature?: (signed: Uint8Array) => Uint8Array
  readonly disclosures?: readonly string[]
  /** The end of the text in place of a blank: a key binding JWT. */
  readonly binding?: (presented: string) => string
}

export const header = (more: object = {}): object => ({
  alg: 'ES256',
  typ: 'dc+sd-jwt',
  kid: SIGNER.thumbprint,
  ...more,
})

export function jwt({ header: head, payload, key = SIGNER, signature }: Parts = {}): string {
  const written = (json: object | string) => base64url(typeof json === 'string' ? json : JSON.stringify(json))
  const signed = `${written(head ?? header({ kid: key.thumbprint }))}.${written(payload ?? claims())}`
  const bytes = Buffer.from(signed)
  return `${signed}.${base64url(signature?.(bytes) ?? sign(key, bytes))}`
}

export function sdJwt(parts: Parts = {}): string {
  const presented = `${[jwt(parts), ...(parts.disclosures ?? ALL)].join('~')}~`
  return presented + (parts.binding?.(presented) ?? '')
}

export interface BindingParts {
  readonly header?: object
  readonly claims?: Claims
  readonly key?: TestKey
  readonly signature?: (signed: Uint8Array) => Uint8Array
}

/** A key binding JWT, of just now. */
export const binding =
  ({ header: head = {}, claims: more = {}, key = HOLDER, signature }: BindingParts = {}) =>
  (presented: string): string => {
    const payload = {
      iat: seconds(AT),
      aud: AUDIENCE,
      nonce: NONCE,
      sd_hash: sha256(presented),
      ...more,
    }
    const signed = `${base64url(JSON.stringify({ alg: 'ES256', typ: 'kb+jwt', ...head }))}.${base64url(JSON.stringify(payload))}`
    const bytes = Buffer.from(signed)
    return `${signed}.${base64url(signature?.(bytes) ?? sign(key, bytes))}`
  }
