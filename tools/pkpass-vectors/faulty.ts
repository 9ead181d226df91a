import { deflateRawSync } from 'node:zlib'
import { p256 } from '@noble/curves/nist.js'
import { claims, code, codeOf, header } from '../pass-vectors/message.ts'
import { UNLISTED as UNLISTED_PASS_KEY } from '../pass-vectors/trust.ts'
import { CONTENT_TYPE, messageDigest, oid, seq, set, signatureOver, signingTime } from './signature.ts'
import {
  DOUBLE,
  ENDED,
  LATER,
  NO_TYPE,
  ONLY_PCR,
  OTHER_KIND,
  OTHER_TEAM,
  OTHER_TYPE,
  REVOKED,
  REVOKED_PASS,
  RSA_SIGNER,
  SIGNER,
  UNLISTED,
} from './trust.ts'
import {
  barcode,
  changed,
  digestsOf,
  type Files,
  filesOf,
  passJson,
  type Vector,
  walletFile,
  without,
} from './wallet-file.ts'

const not = (reason: string) => ({ genuine: false, status: 'not-genuine', reason }) as const
const UNREADABLE = not('unreadable')
const FORGED = not('bad-signature')
const NOT_ONE = { genuine: null, status: 'unknown', reason: 'not-one' } as const

const bytes = (text: string) => Buffer.from(text)
const OTHER_NAME = passJson({ generic: { primaryFields: [{ key: 'name', value: 'Somebody Else' }] } })
const withCode = (text: string): Files => filesOf(passJson({}, text))
const signedAt = '2021-11-19T15:00:00Z'
const manifestOf = (files = filesOf()) => bytes(JSON.stringify(digestsOf(files)))
const AGREED = [CONTENT_TYPE, signingTime(signedAt), messageDigest(manifestOf())] as const

/** Contents that are not those which were signed. */
const FAULTY_CONTENT: readonly Vector[] = [
  {
    name: 'file-changed',
    file: walletFile({ afterwards: changed('pass.json', () => ({ content: OTHER_NAME })) }),
    expect: FORGED,
  },
  {
    name: 'picture-changed',
    file: walletFile({
      afterwards: changed('icon.png', ({ content }) => ({ content: Buffer.concat([content, bytes('x')]) })),
    }),
    expect: FORGED,
  },
  {
    name: 'file-added',
    file: walletFile({ afterwards: (items) => [...items, { name: 'logo.png', content: bytes('x') }] }),
    expect: FORGED,
  },
  { name: 'file-missing', file: walletFile({ afterwards: without('icon@2x.png') }), expect: FORGED },
  {
    name: 'file-in-place-of-another',
    file: walletFile({ afterwards: changed('icon@2x.png', () => ({ name: 'icon@3x.png' })) }),
    expect: FORGED,
  },
  {
    name: 'file-changed-and-its-digest-too',
    file: walletFile({
      afterwards: (items) =>
        changed('manifest.json', () => ({ content: manifestOf(filesOf(OTHER_NAME)) }))(
          changed('pass.json', () => ({ content: OTHER_NAME }))(items),
        ),
    }),
    expect: FORGED,
  },
  {
    name: 'manifest-with-a-blank-more',
    file: walletFile({
      afterwards: changed('manifest.json', ({ content }) => ({
        content: Buffer.concat([content, bytes(' ')]),
      })),
    }),
    expect: FORGED,
  },
  {
    name: 'manifest-names-a-file-twice',
    file: walletFile({
      manifest: (digests) => JSON.stringify(digests).replace('{', `{"pass.json":"${'0'.repeat(40)}",`),
    }),
    expect: FORGED,
  },
  { name: 'manifest-a-list', file: walletFile({ manifest: () => [] }), expect: FORGED },
  {
    name: 'manifest-of-numbers',
    file: walletFile({ manifest: (digests) => ({ ...digests, 'icon.png': 7 }) }),
    expect: FORGED,
  },
  {
    name: 'manifest-names-itself',
    file: walletFile({ manifest: (digests) => ({ ...digests, 'manifest.json': '0'.repeat(40) }) }),
    expect: FORGED,
  },
  {
    name: 'manifest-missing',
    file: walletFile({ afterwards: without('manifest.json') }),
    expect: UNREADABLE,
  },
  { name: 'pass-missing', file: walletFile({ files: { 'icon.png': bytes('x') } }), expect: UNREADABLE },
]

const FAULTY_SIGNATURE: readonly Vector[] = [
  { name: 'signature-missing', file: walletFile({ afterwards: without('signature') }), expect: UNREADABLE },
  {
    name: 'signature-empty',
    file: walletFile({ afterwards: changed('signature', () => ({ content: bytes('') })) }),
    expect: UNREADABLE,
  },
  {
    name: 'signature-cut',
    file: walletFile({
      afterwards: changed('signature', ({ content }) => ({ content: content.subarray(0, -1) })),
    }),
    expect: UNREADABLE,
  },
  {
    name: 'signature-with-a-byte-behind',
    file: walletFile({ signature: { after: [0] } }),
    expect: UNREADABLE,
  },
  {
    name: 'signer-unlisted',
    file: walletFile({ signature: { signer: UNLISTED } }),
    expect: not('unknown-key'),
  },
  {
    name: 'signer-unlisted-and-younger-than-the-list',
    file: walletFile({ signature: { signer: UNLISTED, at: '2021-11-20T16:00:00Z' } }),
    expect: { genuine: null, status: 'unknown', reason: 'unknown-key' },
  },
  {
    name: 'signer-with-the-names-of-another',
    file: walletFile({ signature: { signer: DOUBLE } }),
    expect: not('unknown-key'),
  },
  {
    name: 'signed-by-another-than-it-says',
    file: walletFile({ signature: { signer: UNLISTED, named: SIGNER, certificates: [SIGNER.certificate] } }),
    expect: FORGED,
  },
  {
    name: 'rsa-with-a-bit-flipped',
    file: walletFile({
      signature: { signer: RSA_SIGNER, bytes: () => new Uint8Array(256).fill(1) },
    }),
    expect: FORGED,
  },
  {
    name: 'ecdsa-of-zeros',
    file: walletFile({ signature: { bytes: () => seq([2, 1, 0], [2, 1, 0]) } }),
    expect: FORGED,
  },
  {
    name: 'ecdsa-in-raw-bytes',
    file: walletFile({
      signature: { bytes: (signed) => p256.sign(signed, SIGNER.key!.secret, { format: 'compact' }) },
    }),
    expect: FORGED,
  },
  {
    name: 'ecdsa-with-a-zero-too-many',
    file: walletFile({
      signature: {
        bytes(signed) {
          const raw = p256.sign(signed, SIGNER.key!.secret, { format: 'compact' })
          const number = (part: Uint8Array) => [2, 34, 0, 0, ...part]
          return seq(number(raw.subarray(0, 32)), number(raw.subarray(32)))
        },
      },
    }),
    expect: FORGED,
  },
  { name: 'digest-by-sha-1', file: walletFile({ signature: { digest: 'sha1' } }), expect: FORGED },
  { name: 'certificate-missing', file: walletFile({ signature: { certificates: [] } }), expect: UNREADABLE },
  {
    name: 'certificate-of-another-only',
    file: walletFile({ signature: { certificates: [LATER.certificate] } }),
    expect: UNREADABLE,
  },
  { name: 'two-signers', file: walletFile({ signature: { twice: true } }), expect: UNREADABLE },
  {
    name: 'content-within-the-signature',
    file: walletFile({ signature: { content: manifestOf() } }),
    expect: UNREADABLE,
  },
  {
    name: 'without-signed-attributes',
    file: walletFile({ signature: { withoutAttributes: true } }),
    expect: UNREADABLE,
  },
  {
    name: 'digest-of-another-manifest',
    file: walletFile({
      signature: { attributes: [AGREED[0], AGREED[1], messageDigest(bytes('{}'))] },
    }),
    expect: FORGED,
  },
  {
    name: 'digest-missing',
    file: walletFile({ signature: { attributes: [AGREED[0], AGREED[1]] } }),
    expect: UNREADABLE,
  },
  {
    name: 'digest-twice',
    file: walletFile({ signature: { attributes: [...AGREED, messageDigest(bytes('{}'))] } }),
    expect: UNREADABLE,
  },
  {
    name: 'signing-time-missing',
    file: walletFile({ signature: { attributes: [AGREED[0], AGREED[2]] } }),
    expect: UNREADABLE,
  },
  {
    name: 'content-type-missing',
    file: walletFile({ signature: { attributes: [AGREED[1], AGREED[2]] } }),
    expect: UNREADABLE,
  },
  {
    name: 'content-type-of-signed-data',
    file: walletFile({
      signature: {
        attributes: [
          seq(oid('1.2.840.113549.1.9.3'), set(oid('1.2.840.113549.1.7.2'))),
          AGREED[1],
          AGREED[2],
        ],
      },
    }),
    expect: UNREADABLE,
  },
  {
    name: 'signature-of-another-file',
    file: walletFile({
      afterwards: changed('signature', () => ({
        content: signatureOver(manifestOf(filesOf(OTHER_NAME)), { signer: SIGNER }),
      })),
    }),
    expect: FORGED,
  },
  {
    name: 'signer-ended',
    file: walletFile({ signature: { signer: ENDED } }),
    at: '2021-11-20T11:00:00-05:00',
    expect: { genuine: true, status: 'not-accepted', kind: 'vaccination', reason: 'signer-ended' },
  },
  {
    name: 'signed-before-its-signer-began',
    file: walletFile({ signature: { signer: LATER } }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'signed-tomorrow',
    file: walletFile({ signature: { at: '2021-11-21T17:00:00Z' } }),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'signer-revoked',
    file: walletFile({ signature: { signer: REVOKED } }),
    expect: { genuine: null, status: 'revoked', reason: 'key-revoked' },
  },
  ...[
    ['signer-of-another-type', OTHER_TYPE] as const,
    ['signer-of-no-type', NO_TYPE] as const,
    ['signer-of-another-team', OTHER_TEAM] as const,
  ].map(([name, signer]) => ({
    name,
    file: walletFile({ signature: { signer } }),
    expect: not('wrong-key-usage'),
  })),
  {
    name: 'type-of-another',
    file: walletFile({ files: filesOf(passJson({ passTypeIdentifier: 'pass.gov.example.tickets' })) }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'type-in-capitals',
    file: walletFile({ files: filesOf(passJson({ passTypeIdentifier: 'PASS.gov.example.health' })) }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'type-missing-of-no-type',
    file: walletFile({
      files: filesOf(passJson({ passTypeIdentifier: undefined })),
      signature: { signer: NO_TYPE },
    }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'type-a-null-of-no-type',
    file: walletFile({
      files: filesOf(passJson({ passTypeIdentifier: null })),
      signature: { signer: NO_TYPE },
    }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'team-of-another',
    file: walletFile({ files: filesOf(passJson({ teamIdentifier: 'Z9Y8X7W6V5' })) }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'team-missing',
    file: walletFile({ files: filesOf(passJson({ teamIdentifier: undefined })) }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'signer-of-other-files',
    file: walletFile({ signature: { signer: OTHER_KIND } }),
    expect: not('wrong-key-usage'),
  },
]

/** The envelope is good: the code inside decides. */
const FAULTY_INSIDE: readonly Vector[] = [
  {
    name: 'code-of-a-forger',
    file: walletFile({ files: withCode(code({ key: UNLISTED_PASS_KEY, header: header() })) }),
    expect: FORGED,
  },
  {
    name: 'code-by-an-unknown-key',
    file: walletFile({ files: withCode(code({ key: UNLISTED_PASS_KEY })) }),
    expect: not('unknown-key'),
  },
  {
    name: 'code-of-a-key-for-other-passes',
    file: walletFile({ files: withCode(code({ key: ONLY_PCR })) }),
    expect: not('wrong-key-usage'),
  },
  {
    name: 'code-expired',
    file: walletFile({ files: withCode(codeOf(claims({ expires: '2021-11-20T17:00:00Z' }))) }),
    // The file promises months more.
    expect: { genuine: true, status: 'expired', kind: 'vaccination', showsOther: true },
  },
  {
    name: 'code-revoked',
    file: walletFile({ files: withCode(codeOf(claims({ id: REVOKED_PASS }))) }),
    expect: { genuine: true, status: 'revoked', reason: 'pass-revoked' },
  },
  {
    name: 'code-not-yet-valid',
    file: walletFile({ files: withCode(codeOf(claims({ notBefore: '2021-11-21T17:00:00Z' }))) }),
    expect: { genuine: true, status: 'not-yet-valid' },
  },
  {
    name: 'code-damaged',
    file: walletFile({ files: withCode(code().slice(0, -1)) }),
    expect: UNREADABLE,
  },
  {
    name: 'code-a-web-address',
    file: walletFile({ files: withCode('https://example.org/') }),
    expect: UNREADABLE,
  },
  {
    name: 'code-of-a-successor',
    file: walletFile({ files: withCode('EP3:ABC') }),
    expect: { genuine: null, status: 'unknown', reason: 'unsupported-format' },
  },
  {
    name: 'code-another-wallet-file',
    file: walletFile({ files: withCode('PK\u0003\u0004') }),
    expect: UNREADABLE,
  },
  { name: 'no-code', file: walletFile({ files: filesOf(passJson({ barcodes: [] })) }), expect: UNREADABLE },
  {
    name: 'two-codes',
    file: walletFile({
      files: filesOf(passJson({ barcodes: [barcode(code()), barcode(codeOf(claims({ type: 2 })))] })),
    }),
    expect: NOT_ONE,
  },
  {
    name: 'another-code-for-old-phones',
    file: walletFile({ files: filesOf(passJson({ barcode: barcode(codeOf(claims({ type: 2 }))) })) }),
    expect: NOT_ONE,
  },
  {
    name: 'code-a-number',
    file: walletFile({ files: filesOf(passJson({ barcodes: [{ message: 7 }] })) }),
    expect: UNREADABLE,
  },
  {
    name: 'expired-this-moment',
    file: walletFile({ files: filesOf(passJson({ expirationDate: '2021-11-20T12:00:00-05:00' })) }),
    expect: { genuine: true, status: 'expired', kind: 'vaccination' },
  },
  {
    name: 'end-that-is-no-time',
    file: walletFile({ files: filesOf(passJson({ expirationDate: 'soon' })) }),
    expect: UNREADABLE,
  },
  {
    name: 'voided-in-words',
    file: walletFile({ files: filesOf(passJson({ voided: 'no' })) }),
    expect: UNREADABLE,
  },
  {
    name: 'voided-with-a-forged-code',
    file: walletFile({
      files: filesOf(passJson({ voided: true }, code({ key: UNLISTED_PASS_KEY, header: header() }))),
    }),
    expect: FORGED,
  },
  {
    name: 'of-a-later-version',
    file: walletFile({ files: filesOf(passJson({ formatVersion: 2 })) }),
    expect: UNREADABLE,
  },
  { name: 'pass-no-json', file: walletFile({ files: filesOf(bytes('{')) }), expect: UNREADABLE },
  {
    name: 'pass-with-a-member-twice',
    file: walletFile({
      files: filesOf(bytes(String(passJson()).replace('{', '{"voided":true,"voided":false,'))),
    }),
    expect: UNREADABLE,
  },
]

const MEBIBYTE = 1024 * 1024
const zeros = (size: number) => ({ content: new Uint8Array(size), deflated: true })
const padding = (count: number): Files =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}.png`, bytes('x')]))

const FAULTY_ARCHIVE: readonly Vector[] = [
  {
    name: 'bytes-before',
    file: walletFile({ around: { before: bytes('PK\u0003\u0004') } }),
    expect: UNREADABLE,
  },
  { name: 'bytes-behind', file: walletFile({ around: { after: bytes('\n') } }), expect: UNREADABLE },
  { name: 'blank-behind', file: walletFile({ around: { after: bytes(' ') } }), expect: UNREADABLE },
  { name: 'comment', file: walletFile({ around: { comment: bytes('hello') } }), expect: UNREADABLE },
  { name: 'bytes-between', file: walletFile({ around: { between: bytes('hidden') } }), expect: UNREADABLE },
  { name: 'two-archives', file: Buffer.concat([walletFile(), walletFile()]), expect: UNREADABLE },
  { name: 'cut-in-the-middle', file: walletFile().subarray(0, 900), expect: UNREADABLE },
  { name: 'only-its-first-bytes', file: Buffer.from('PK\u0003\u0004'), expect: UNREADABLE },
  {
    name: 'name-twice',
    file: walletFile({ afterwards: (items) => [...items, { name: 'pass.json', content: OTHER_NAME }] }),
    expect: UNREADABLE,
  },
  {
    name: 'name-twice-but-for-capitals',
    file: walletFile({ files: { ...filesOf(), 'PASS.json': OTHER_NAME } }),
    expect: UNREADABLE,
  },
  {
    name: 'two-names-in-two-headers',
    file: walletFile({ afterwards: changed('icon.png', () => ({ localName: 'logo.png' })) }),
    expect: UNREADABLE,
  },
  {
    name: 'name-that-leads-up',
    file: walletFile({ files: { ...filesOf(), '../icon.png': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'name-from-the-root',
    file: walletFile({ files: { ...filesOf(), '/etc/x': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'name-with-backslashes',
    file: walletFile({ files: { ...filesOf(), 'es.lproj\\logo.png': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'name-with-a-zero-byte',
    file: walletFile({ files: { ...filesOf(), 'a\0.png': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'name-two-folders-deep',
    file: walletFile({ files: { ...filesOf(), 'a.lproj/b.lproj/c.png': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'name-of-no-letters',
    file: walletFile({ files: { ...filesOf(), '': bytes('x') } }),
    expect: UNREADABLE,
  },
  {
    name: 'encrypted',
    file: walletFile({ afterwards: changed('icon.png', () => ({ stated: { flags: 1 } })) }),
    expect: UNREADABLE,
  },
  {
    name: 'compressed-in-another-way',
    file: walletFile({ afterwards: changed('icon.png', () => ({ stated: { method: 12 } })) }),
    expect: UNREADABLE,
  },
  {
    name: 'checksum-wrong',
    file: walletFile({ afterwards: changed('icon.png', () => ({ stated: { sum: 1 } })) }),
    expect: UNREADABLE,
  },
  {
    name: 'size-smaller-than-it-is',
    file: walletFile({ afterwards: changed('pass.json', () => ({ deflated: true, stated: { size: 10 } })) }),
    expect: UNREADABLE,
  },
  {
    name: 'size-larger-than-it-is',
    file: walletFile({
      afterwards: changed('pass.json', () => ({ deflated: true, stated: { size: 5000 } })),
    }),
    expect: UNREADABLE,
  },
  {
    name: 'deflated-with-bytes-behind',
    file: walletFile({
      afterwards: changed('icon.png', ({ content }) => ({
        deflated: true,
        packed: Buffer.concat([deflateRawSync(content), bytes('x')]),
      })),
    }),
    expect: UNREADABLE,
  },
  { name: 'more-files-stated-than-there-are', file: walletFile({ around: { more: 1 } }), expect: UNREADABLE },
  {
    name: 'fewer-files-stated-than-there-are',
    file: walletFile({ around: { more: -1 } }),
    expect: UNREADABLE,
  },
  {
    name: 'bomb',
    file: walletFile({ afterwards: (items) => [...items, { name: 'bomb.png', ...zeros(16 * MEBIBYTE) }] }),
    expect: UNREADABLE,
  },
  {
    name: 'bomb-in-parts',
    file: walletFile({
      afterwards: (items) => [
        ...items,
        ...Array.from({ length: 9 }, (_, index) => ({ name: `part${index}.png`, ...zeros(MEBIBYTE) })),
      ],
    }),
    expect: UNREADABLE,
  },
  {
    name: 'bomb-that-states-little',
    file: walletFile({
      afterwards: (items) => [...items, { name: 'bomb.png', ...zeros(16 * MEBIBYTE), stated: { size: 100 } }],
    }),
    expect: UNREADABLE,
  },
  {
    name: 'more-files-than-any-pass-has',
    file: walletFile({ files: { ...filesOf(), ...padding(130) } }),
    expect: UNREADABLE,
  },
  {
    name: 'pass-of-300-kilobytes',
    file: walletFile({
      files: filesOf(passJson({ userInfo: 'x'.repeat(300_000) })),
      afterwards: (items) => items.map((item) => ({ ...item, deflated: true })),
    }),
    expect: UNREADABLE,
  },
  {
    name: 'pass-40-deep',
    file: walletFile({ files: filesOf(passJson({ userInfo: JSON.parse('['.repeat(40) + ']'.repeat(40)) })) }),
    expect: UNREADABLE,
  },
]

export const FAULTY: readonly Vector[] = [
  ...FAULTY_CONTENT,
  ...FAULTY_SIGNATURE,
  ...FAULTY_INSIDE,
  ...FAULTY_ARCHIVE,
]
