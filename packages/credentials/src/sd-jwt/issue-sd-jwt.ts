import type { PassContent } from '@excelsior/domain'
import { encodeBase64url } from '../encoding/base64url.ts'
import { encodeUtf8 } from '../encoding/utf8.ts'
import { fittingName } from '../pass/fitting-name.ts'
import type { Digester, PublicJwk, Signer } from '../signing.ts'
import { webCryptoDigest } from '../web-crypto.ts'
import { PASS_VCT } from './sd-jwt.ts'
import { secondsOf } from './seconds.ts'

/** A pass as an SD-JWT VC; all but names, birth date and type is in the clear. */
export interface SdJwtToIssue extends PassContent {
  /** 16 hexadecimal digits, see `passIdOf`. */
  readonly passId: string
  /** The issuer's address, as the trust list has it for the key (`iss`). */
  readonly issuer: string
  readonly issuedAt: PassContent['expires']
  /** The holder's, by which whoever presents it shows that it is no copy. */
  readonly holderKey?: PublicJwk
  /** Its place in a status list. */
  readonly status?: { readonly uri: string; readonly index: number }
}

/** Bytes: RFC 9901, section 9.3 advises 128 bits at the least. */
const SALT_BYTES = 16

/**
 * The credential with all its disclosures, for the wallet. `random`: bytes of a generator fit for keys. `signer.keyId`
 * is the key's thumbprint. Throws a RangeError where the content fits no pass.
 */
export async function issueSdJwt(
  pass: SdJwtToIssue,
  signer: Signer,
  random: (bytes: number) => Uint8Array,
  digest: Digester = webCryptoDigest,
): Promise<string> {
  if (pass.givenName + pass.familyName === '') throw new RangeError('a pass bears a name')
  const claims = {
    given_name: fittingName(pass.givenName),
    family_name: fittingName(pass.familyName),
    birthdate: pass.birthDate,
    pass_type: pass.type,
  }
  const disclosures = Object.entries(claims).map(([name, value]) =>
    part([encodeBase64url(random(SALT_BYTES)), name, value]),
  )
  const digests = await Promise.all(disclosures.map(digest))
  const { holderKey, status } = pass
  const issuedAt = secondsOf(pass.issuedAt)
  const payload = {
    iss: pass.issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: secondsOf(pass.expires),
    vct: PASS_VCT,
    jti: pass.passId,
    _sd_alg: 'sha-256',
    // In an order that tells nothing of what they stand for.
    _sd: digests.sort(),
    ...(holderKey && { cnf: { jwk: { kty: 'EC', crv: 'P-256', x: holderKey.x, y: holderKey.y } } }),
    ...(status && { status: { status_list: { idx: status.index, uri: status.uri } } }),
  }
  const jwt = await signJws({ alg: 'ES256', typ: 'dc+sd-jwt', kid: signer.keyId }, payload, signer)
  return `${[jwt, ...disclosures].join('~')}~`
}

/** A compact JWS (RFC 7515, section 7.1). */
export async function signJws(header: object, payload: object, signer: Signer): Promise<string> {
  const signed = `${part(header)}.${part(payload)}`
  return `${signed}.${encodeBase64url(await signer.sign(encodeUtf8(signed)))}`
}

const part = (json: unknown): string => encodeBase64url(encodeUtf8(JSON.stringify(json)))
