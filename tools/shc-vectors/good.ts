import { deflateRawSync } from 'node:zlib'
import {
  card,
  code,
  DOSES,
  dose,
  file,
  HEADER,
  ISSUED,
  ISSUER,
  PATIENT,
  parts,
  payload,
  result,
} from './card.ts'
import { BARE, CERTIFIED, NEIGHBOUR, NEIGHBOURS, REVOKED, REVOKED_BEFORE } from './trust.ts'
import type { Vector } from './vector.ts'

const valid = (name: string, text: string, kind = 'vaccination', more: Partial<Vector> = {}): Vector => ({
  name,
  text,
  expect: { genuine: true, status: 'valid', kind },
  ...more,
})

const withPatient = (patient: object) => card({ payload: payload([{ ...PATIENT, ...patient }, ...DOSES]) })
const withResources = (...resources: readonly object[]) => card({ payload: payload([PATIENT, ...resources]) })
const [first, second, third] = parts(card(), 3) as [string, string, string]

export const GOOD: readonly Vector[] = [
  valid('bare', card()),
  valid('code', code(card())),
  valid('one-part-of-one', parts(card(), 1).join('')),
  valid('three-parts', [first, second, third].join('\n')),
  valid('three-parts-in-another-order', [third, first, second].join('\n')),
  valid('three-parts-one-of-them-twice', [first, third, first, second].join(' ')),
  valid('lines-broken-by-mail', code(card()).replace(/(.{76})/g, '$1\r\n')),
  valid('file-of-one', file(card())),
  valid('file-in-many-lines', JSON.stringify(JSON.parse(file(card())), null, 4)),
  valid('other-issuer', card({ key: NEIGHBOURS, payload: { ...payload(), iss: NEIGHBOUR } })),
  valid('key-without-use-and-algorithm', card({ key: BARE })),
  valid('key-with-a-certificate-that-is-none', card({ key: CERTIFIED })),
  valid('header-with-a-type', card({ header: { ...HEADER, typ: 'JWT' } })),
  valid('stored-not-compressed', card({ packed: deflateRawSync(JSON.stringify(payload()), { level: 0 }) })),
  valid('no-expiry', card()),
  valid('decimals-in-not-before', card({ payload: { ...payload(), nbf: ISSUED + 0.218 } })),
  valid('decimals-in-expiry', card({ payload: { ...payload(), exp: ISSUED + 1e6 + 0.5 } })),
  valid('last-millisecond', card({ payload: { ...payload(), exp: ISSUED + 100_000 } }), undefined, {
    at: '2021-11-20T18:46:39.999Z',
  }),
  valid('issued-a-minute-from-now', card({ payload: { ...payload(), nbf: ISSUED + 93_660 } })),
  valid(
    'without-revocation-id',
    card({ payload: { ...payload(), vc: { ...payload().vc, rid: undefined } } }),
  ),
  valid('revocation-id-null', card({ payload: { ...payload(), vc: { ...payload().vc, rid: null } } })),
  valid(
    'revoked-until-before-it-was-issued',
    card({ payload: { ...payload(), nbf: ISSUED + 3600, vc: { ...payload().vc, rid: REVOKED_BEFORE } } }),
  ),
  valid(
    'revoked-at-another-issuer',
    card({
      key: NEIGHBOURS,
      payload: { ...payload(), iss: NEIGHBOUR, vc: { ...payload().vc, rid: REVOKED } },
    }),
  ),
  valid(
    'more-types',
    card({
      payload: {
        ...payload(),
        vc: {
          ...payload().vc,
          type: ['https://smarthealth.cards#health-card', '#x', 'VerifiableCredential'],
        },
      },
    }),
  ),
  valid(
    'more-claims',
    card({ payload: { ...payload(), sub: null, jti: 'urn:uuid:0', other: { iss: ISSUER } } }),
  ),
  valid('one-name', withPatient({ name: [{ family: 'Madonna' }] })),
  valid('given-name-alone', withPatient({ name: [{ given: ['Suharto'] }] })),
  valid('name-as-text-alone', withPatient({ name: [{ text: 'Amalia Okonkwo-Reyes' }] })),
  valid(
    'official-name-among-others',
    withPatient({
      name: [
        { use: 'nickname', given: ['Mali'] },
        { use: 'official', family: 'Okonkwo-Reyes', given: ['Amalia'], suffix: [null] },
        { use: 'old', family: 'Reyes' },
      ],
    }),
  ),
  valid('name-in-another-script', withPatient({ name: [{ family: 'Παπαδόπουλος', given: ['Γιώργος'] }] })),
  valid('blanks-round-the-name', withPatient({ name: [{ family: ' Okonkwo-Reyes ', given: [' Amalia '] }] })),
  valid('birth-year-alone', withPatient({ birthDate: '1963' })),
  valid('birth-day-unknown', withPatient({ birthDate: '1963-XX-XX' })),
  valid('birth-date-absent', withPatient({ birthDate: null })),
  valid('pcr', withResources(result('94500-6', '260415000')), 'test'),
  valid('antigen', withResources(result('94558-4', '260385009')), 'test'),
  valid('positive', withResources(result('94500-6', '260373001')), 'test'),
  valid('influenza-vaccine', withResources(dose('141', '2021-10-01')), 'other'),
  valid('another-disease', withResources(result('22314-9', '260373001')), 'other'),
  valid('dose-that-was-not-given', withResources(dose('208', '2021-04-02', { status: 'not-done' })), 'other'),
  valid('dose-of-a-year', withResources(dose('208', '2021')), 'other'),
]
