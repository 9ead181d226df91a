import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ONLY_TESTS, RSA_SIGNER, SIGNER } from '../../../../tools/dcc-vectors/signers.ts'
import { readCertificate } from './certificate.ts'

describe('a certificate', () => {
  test('says what another reader says of it', () => {
    for (const { certificate } of [SIGNER, RSA_SIGNER, ONLY_TESTS]) {
      const read = readCertificate(certificate)!
      const other = new X509Certificate(certificate)
      expect(read.notBefore).toBe(other.validFromDate.getTime())
      expect(read.notAfter).toBe(other.validToDate.getTime())
      expect(other.subject).toBe(`C=${read.subject.country}\nCN=${read.subject.commonName}`)
      expect(read.key).toEqual(other.publicKey.export({ format: 'jwk' }))
      expect(read.isAuthority).toBe(other.ca)
    }
  })

  test('says what its key is for, or that nothing limits it', () => {
    expect(readCertificate(ONLY_TESTS.certificate)?.extendedKeyUsage).toEqual(['1.3.6.1.4.1.1847.2021.1.1'])
    expect(readCertificate(SIGNER.certificate)?.extendedKeyUsage).toBeUndefined()
  })

  test('cut short, longer, or damaged anywhere it comes to an answer, never to an exception', () => {
    const good = SIGNER.certificate
    expect(readCertificate(Uint8Array.of(...good, 0))).toBeUndefined()
    for (let end = 0; end < good.length; end++) expect(readCertificate(good.subarray(0, end))).toBeUndefined()
    for (let at = 0; at < good.length; at++) {
      const damaged = Uint8Array.from(good)
      damaged[at]! ^= 0x81
      readCertificate(damaged)
    }
  })

  test('so does anything at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(readCertificate(bytes)).toBeUndefined()
        readCertificate(Uint8Array.of(0x30, bytes.length & 127, ...bytes))
      }),
    )
  })

  test('a promise of more than there is, and nesting without end, cost nothing', () => {
    expect(readCertificate(Uint8Array.of(0x30, 0x83, 0xff, 0xff, 0xff))).toBeUndefined()
    expect(readCertificate(new Uint8Array(16_384).fill(0x30))).toBeUndefined()
    expect(readCertificate(new Uint8Array(20_000))).toBeUndefined()
  })
})

test('keys of other kinds are none', () => {
  // The curve's name stands in the key: P-256 with one arc changed is another curve.
  const text = Buffer.from(SIGNER.certificate).toString('hex')
  const other = text.replace('06082a8648ce3d030107', '06082a8648ce3d030106')
  expect(other).not.toBe(text)
  expect(readCertificate(Buffer.from(other, 'hex'))?.key).toBeUndefined()
})
