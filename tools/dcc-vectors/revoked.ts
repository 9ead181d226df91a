import { p256 } from '@noble/curves/nist.js'
import { sign } from '../pass-vectors/keys.ts'
import { sigStructure } from '../pass-vectors/raw.ts'
import type { Vector } from '../pass-vectors/vector.ts'
import { code, DOSE, half, header, payload, VACCINATED } from './message.ts'
import { signPss } from './rsa.ts'
import { NEIGHBOUR, RSA_SIGNER, SIGNER, type TestSigner } from './signers.ts'

const certificate = (ci: string) => ({ ...VACCINATED, v: [{ ...DOSE, ci }] })
const BY_ID = 'URN:UVCI:01:XA:WITHDRAWN1#A'
const BY_COUNTRY_AND_ID = 'URN:UVCI:01:XA:WITHDRAWN2#B'
const BY_ID_UNTIL_AUTUMN = 'URN:UVCI:01:XA:WITHDRAWN3#C'
const BY_ID_OF_ANY_KEY = 'URN:UVCI:01:XA:WITHDRAWN4#D'
const BY_SIGNATURE = 'URN:UVCI:01:XA:WITHDRAWN5#E'

const signedBytes = (signer: TestSigner, algorithm: number) =>
  sigStructure(header(signer.kid, algorithm), payload({ certificate: certificate(BY_SIGNATURE) }))
const signature = sign(SIGNER.key!, signedBytes(SIGNER, -7))
/** As good a signature of the same bytes: no list of hashes of whole signatures would find it. */
const otherSignature = (): Uint8Array => {
  const { r, s } = p256.Signature.fromBytes(signature)
  return new p256.Signature(r, p256.Point.Fn.ORDER - s).toBytes()
}

const batch = (
  kid: Uint8Array | string,
  hashType: string,
  hashes: readonly Buffer[],
  expires = '2022-12-31T00:00:00Z',
  country = 'XA',
) => ({
  country,
  expires,
  kid: typeof kid === 'string' ? kid : Buffer.from(kid).toString('base64'),
  hashType,
  entries: hashes.map((hash) => ({ hash: hash.toString('base64') })),
})

export const revocationList = (): string => {
  const batches = [
    batch(SIGNER.kid, 'UCI', [half(BY_ID)]),
    batch(SIGNER.kid, 'UCI', [half(BY_ID_UNTIL_AUTUMN)], '2021-11-20T12:00:00Z'),
    batch(SIGNER.kid, 'COUNTRYCODEUCI', [half(`XA${BY_COUNTRY_AND_ID}`)]),
    batch(SIGNER.kid, 'SIGNATURE', [half(signature.subarray(0, 32))]),
    batch(RSA_SIGNER.kid, 'SIGNATURE', [half(signPss(signedBytes(RSA_SIGNER, -37)))]),
    batch('UNKNOWN_KID', 'UCI', [half(BY_ID_OF_ANY_KEY)]),
  ]
  return `${JSON.stringify(batches, null, 1)}\n`
}

const REVOKED = { genuine: true, status: 'revoked', reason: 'pass-revoked' } as const
const VALID = { genuine: true, status: 'valid' } as const

export const REVOCATIONS: readonly Vector[] = [
  { name: 'revoked-by-its-identifier', text: code({ certificate: certificate(BY_ID) }), expect: REVOKED },
  {
    name: 'revoked-by-country-and-identifier',
    text: code({ certificate: certificate(BY_COUNTRY_AND_ID) }),
    expect: REVOKED,
  },
  {
    name: 'revoked-by-its-signature',
    text: code({ certificate: certificate(BY_SIGNATURE) }),
    expect: REVOKED,
  },
  {
    name: 'revoked-by-its-signature-with-the-other-s',
    text: code({ certificate: certificate(BY_SIGNATURE), signature: otherSignature }),
    expect: REVOKED,
  },
  {
    name: 'revoked-by-its-signature-ps256',
    text: code({ certificate: certificate(BY_SIGNATURE), signer: RSA_SIGNER }),
    expect: REVOKED,
  },
  { name: 'revoked-of-any-key', text: code({ certificate: certificate(BY_ID_OF_ANY_KEY) }), expect: REVOKED },
  {
    name: 'revoked-of-any-key-of-another-country',
    text: code({ certificate: certificate(BY_ID_OF_ANY_KEY), signer: NEIGHBOUR }),
    expect: VALID,
  },
  {
    name: 'identifier-revoked-of-another-key',
    text: code({ certificate: certificate(BY_ID), signer: NEIGHBOUR }),
    expect: VALID,
  },
  {
    name: 'revoked-until-the-batch-ends',
    text: code({ certificate: certificate(BY_ID_UNTIL_AUTUMN) }),
    at: '2021-11-20T11:59:59Z',
    expect: REVOKED,
  },
  { name: 'revoked-no-longer', text: code({ certificate: certificate(BY_ID_UNTIL_AUTUMN) }), expect: VALID },
]
