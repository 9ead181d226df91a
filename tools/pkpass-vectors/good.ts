import { claims, codeOf } from '../pass-vectors/message.ts'
import { ENDED, LATER, RSA_SIGNER, SIGNER } from './trust.ts'
import { barcode, changed, filesOf, passJson, type Vector, walletFile } from './wallet-file.ts'

const VALID = { genuine: true, status: 'valid', kind: 'vaccination' } as const
const SHOWS_OTHER = { ...VALID, showsOther: true } as const
const OTHER_NAME = passJson({ generic: { primaryFields: [{ key: 'name', value: 'Somebody Else' }] } })
const REVOKED = { genuine: true, status: 'revoked', reason: 'pass-revoked' } as const

export const GOOD: readonly Vector[] = [
  { name: 'good', file: walletFile(), expect: VALID },
  { name: 'signed-by-rsa', file: walletFile({ signature: { signer: RSA_SIGNER } }), expect: VALID },
  {
    name: 'of-a-test',
    file: walletFile({ files: filesOf(passJson({}, codeOf(claims({ type: 2 })))) }),
    expect: { ...VALID, kind: 'pcr' },
  },
  {
    name: 'compressed',
    file: walletFile({ afterwards: (items) => items.map((item) => ({ ...item, deflated: true })) }),
    expect: VALID,
  },
  {
    name: 'sizes-behind-the-content',
    file: walletFile({
      afterwards: (items) => items.map((item) => ({ ...item, deflated: true, streamed: true })),
    }),
    expect: VALID,
  },
  {
    name: 'extra-field-in-a-header',
    file: walletFile({ afterwards: changed('icon.png', () => ({ extra: Buffer.of(0x55, 0x54, 1, 0, 0) })) }),
    expect: VALID,
  },
  {
    name: 'digests-in-capitals',
    file: walletFile({
      manifest: (digests) =>
        Object.fromEntries(Object.entries(digests).map(([name, digest]) => [name, digest.toUpperCase()])),
    }),
    expect: VALID,
  },
  {
    name: 'certificate-of-the-authority-beside-it',
    file: walletFile({ signature: { certificates: [LATER.certificate, SIGNER.certificate] } }),
    expect: VALID,
  },
  {
    name: 'the-same-code-for-old-phones',
    file: walletFile({
      files: filesOf(passJson({ barcode: barcode(codeOf(claims())), barcodes: [barcode(codeOf(claims()))] })),
    }),
    expect: VALID,
  },
  {
    name: 'text-beside-the-code-of-another',
    file: walletFile({
      files: filesOf(passJson({ barcodes: [{ ...barcode(codeOf(claims())), altText: 'EP1:OTHER' }] })),
    }),
    expect: VALID,
  },
  {
    name: 'without-an-end-of-its-own',
    file: walletFile({ files: filesOf(passJson({ expirationDate: undefined })) }),
    expect: VALID,
  },
  {
    name: 'in-its-signers-last-minute',
    file: walletFile({ signature: { signer: ENDED } }),
    at: '2021-11-20T10:59:00-05:00',
    expect: VALID,
  },
  {
    name: 'in-its-last-second',
    file: walletFile({ files: filesOf(passJson({ expirationDate: '2021-11-20T17:00:01Z' })) }),
    expect: VALID,
  },
  {
    name: 'name-in-capitals-and-apart',
    file: walletFile({
      files: filesOf(
        passJson({
          generic: {
            primaryFields: [{ key: 'given', value: 'AMALIA SOFI\u0301A' }],
            secondaryFields: [{ key: 'family', value: ' okonkwo – reyes ' }],
          },
        }),
      ),
    }),
    expect: VALID,
  },
  {
    name: 'shows-no-texts',
    file: walletFile({ files: filesOf(passJson({ generic: {} })) }),
    expect: VALID,
  },
  {
    name: 'shows-another-name',
    file: walletFile({ files: filesOf(OTHER_NAME) }),
    expect: SHOWS_OTHER,
  },
  {
    name: 'shows-another-family-name',
    file: walletFile({
      files: filesOf(passJson({ generic: { primaryFields: [{ key: 'name', value: 'Amalia Sofía Else' }] } })),
    }),
    expect: SHOWS_OTHER,
  },
  {
    name: 'shows-another-name-in-another-language',
    file: walletFile({
      files: {
        ...filesOf(),
        'es.lproj/pass.strings': Buffer.from('"Amalia Sofía Okonkwo-Reyes" = "Otra Persona";\n'),
      },
    }),
    expect: SHOWS_OTHER,
  },
  {
    name: 'shows-another-name-in-utf-16',
    file: walletFile({
      files: {
        ...filesOf(),
        'es.lproj/pass.strings': Buffer.from(
          '\ufeff"Amalia Sofía Okonkwo-Reyes" = "Otra Persona";\n',
          'utf16le',
        ),
      },
    }),
    expect: SHOWS_OTHER,
  },
  {
    name: 'shows-another-name-beside-the-one-in-the-code',
    file: walletFile({
      files: filesOf(
        passJson({
          generic: {
            primaryFields: [
              { key: 'name', value: 'Amalia Sofía Okonkwo-Reyes', attributedValue: 'Somebody Else' },
            ],
          },
        }),
      ),
    }),
    expect: SHOWS_OTHER,
  },
  {
    name: 'shows-a-later-end',
    file: walletFile({ files: filesOf(passJson({ expirationDate: '2022-05-01T04:00:01Z' })) }),
    expect: SHOWS_OTHER,
  },
  { name: 'voided', file: walletFile({ files: filesOf(passJson({ voided: true })) }), expect: REVOKED },
  {
    name: 'voided-and-emptied',
    file: walletFile({ files: filesOf(passJson({ voided: true, barcodes: undefined })) }),
    expect: REVOKED,
  },
  {
    name: 'not-voided',
    file: walletFile({ files: filesOf(passJson({ voided: false })) }),
    expect: VALID,
  },
]
