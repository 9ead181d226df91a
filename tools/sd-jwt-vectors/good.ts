import {
  ALL,
  BIRTH,
  binding,
  claim,
  claims,
  disclosure,
  FAMILY,
  GIVEN,
  header,
  salt,
  sdJwt,
  seconds,
  sha256,
  TYPE,
  without,
} from './message.ts'
import { LIST_URI, NEIGHBOUR, NEIGHBOURS_ADDRESS, REVOKED_AT } from './trust.ts'
import { VALID, type Vector } from './vector.ts'

const status = (index: number) => ({ status_list: { idx: index, uri: LIST_URI } })

/** A claim within a claim, each kept back by itself, and elements of a list. */
function nested(): Vector {
  const street = disclosure(salt('street'), 'street', 'x')
  const address = disclosure(salt('address'), 'address', { _sd: [sha256(street)] })
  const first = disclosure(salt('first'), 'US')
  const digests = [...ALL, address].map(sha256)
  return {
    name: 'good-nested-disclosures',
    text: sdJwt({
      payload: claims({
        _sd: digests,
        nationalities: [{ '...': sha256(first) }, { '...': sha256('decoy') }],
      }),
      disclosures: [...ALL, address, street, first],
    }),
    expect: VALID,
  }
}

export const GOOD: readonly Vector[] = [
  { name: 'good', text: sdJwt(), expect: VALID },
  { name: 'good-in-another-order', text: sdJwt({ disclosures: ALL.toReversed() }), expect: VALID },
  { name: 'good-without-holder-key', text: sdJwt({ payload: without(['cnf']) }), expect: VALID },
  { name: 'good-type-of-before-2024', text: sdJwt({ header: header({ typ: 'vc+sd-jwt' }) }), expect: VALID },
  { name: 'good-without-hash-name', text: sdJwt({ payload: without(['_sd_alg']) }), expect: VALID },
  {
    name: 'good-with-decoys',
    text: sdJwt({
      payload: claims({ _sd: [...ALL.map(sha256), sha256('decoy 1'), sha256('decoy 2')].sort() }),
    }),
    expect: VALID,
  },
  {
    name: 'good-nothing-kept-back-by-issuer',
    text: sdJwt({
      payload: {
        ...without(['_sd', '_sd_alg']),
        given_name: 'Amalia',
        family_name: '',
        birthdate: '1988',
        pass_type: 'vaccination',
      },
      disclosures: [],
    }),
    expect: VALID,
  },
  nested(),
  {
    name: 'good-a-second-before-its-end',
    text: sdJwt({ payload: claims({ exp: seconds('2021-11-20T17:00:01Z') }) }),
    expect: VALID,
  },
  {
    name: 'good-of-a-neighbour',
    text: sdJwt({ payload: claims({ iss: NEIGHBOURS_ADDRESS }), key: NEIGHBOUR }),
    expect: VALID,
  },
  {
    name: 'good-fraction-of-a-second',
    text: sdJwt({ payload: claims({ exp: 1_651_377_600.9 }) }),
    expect: VALID,
  },
  { name: 'good-shown', text: sdJwt({ binding: binding() }), asked: true, expect: { ...VALID, live: true } },
  { name: 'good-shown-to-somebody', text: sdJwt({ binding: binding() }), expect: VALID },
  {
    name: 'good-shown-a-minute-ago',
    text: sdJwt({ binding: binding({ claims: { iat: seconds('2021-11-20T16:59:00Z') } }) }),
    asked: true,
    expect: { ...VALID, live: true },
  },
  {
    name: 'good-not-in-list',
    text: sdJwt({ payload: claims({ status: status(16) }) }),
    lists: ['good'],
    expect: VALID,
  },
  {
    name: 'good-no-list-at-hand',
    text: sdJwt({ payload: claims({ status: status(REVOKED_AT) }) }),
    expect: VALID,
  },
  {
    name: 'good-in-a-list-of-two-bits',
    text: sdJwt({ payload: claims({ status: status(16) }) }),
    lists: ['two-bits-each'],
    expect: VALID,
  },
  // Genuine, and not enough at a door.
  ...(
    [
      ['type', [GIVEN, FAMILY, BIRTH], 'type-not-accepted', 'other'],
      ['given-name', [FAMILY, BIRTH, TYPE], 'not-by-the-rules', 'vaccination'],
      ['family-name', [GIVEN, BIRTH, TYPE], 'not-by-the-rules', 'vaccination'],
      ['birth-date', [GIVEN, FAMILY, TYPE], 'not-by-the-rules', 'vaccination'],
      ['everything', [], 'type-not-accepted', 'other'],
    ] as const
  ).map(
    ([what, disclosures, reason, kind]): Vector => ({
      name: `keeps-back-${what}`,
      text: sdJwt({ disclosures }),
      expect: { genuine: true, status: 'not-accepted', kind, reason },
    }),
  ),
  {
    name: 'other-credential-of-ours',
    text: sdJwt({ payload: claims({ vct: 'urn:example:card:1' }) }),
    expect: { genuine: true, status: 'not-accepted', kind: 'other', reason: 'not-by-the-rules' },
  },
  {
    name: 'names-both-empty',
    text: sdJwt({
      payload: claims({}, [claim('given_name', ''), claim('family_name', ''), BIRTH, TYPE]),
      disclosures: [claim('given_name', ''), claim('family_name', ''), BIRTH, TYPE],
    }),
    expect: { genuine: true, status: 'not-accepted', reason: 'not-by-the-rules' },
  },
]
