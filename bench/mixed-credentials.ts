import { randomBytes } from 'node:crypto'
import {
  healthCardAddress,
  healthCardCode,
  issueDcc,
  issueHealthCard,
  issueSdJwt,
  type PassToIssue,
  recordsForCard,
  revocationIdOf,
  statementFor,
} from '@excelsior/credentials'
import type { CivilDate, HealthRecord } from '@excelsior/domain'
import type { KeyRing } from '@excelsior/keys'
import { liveCodes, passContents, signedPasses } from './passes.ts'
import { NOW } from './residents.ts'

/** By which the credentials that have addresses call their issuer. */
export const ADDRESS = 'https://pass.example.gov'

/** Nothing but letters for machines: whoever writes otherwise has no EU certificate. */
const NAME = { givenName: 'Maria', familyName: 'Santos' }
const RECORDS: readonly HealthRecord[] = ['2021-03-12', '2021-04-02'].map((date) => {
  return { kind: 'immunization', cvx: '208', date: date as CivilDate, jurisdiction: 'US-NY' }
})

/** Passes, live passes, health cards, EU certificates and SD-JWT VCs by turns, all of one key ring and good at `NOW`. */
export async function mixedCredentials(people: number, keyRing: KeyRing): Promise<readonly string[]> {
  const passes = await signedPasses(people, keyRing.signer(NOW))
  const live = await liveCodes(people, keyRing.signer(NOW))
  const others = await Promise.all(passContents(people).map((pass) => othersOf(pass, keyRing)))
  return others.flatMap((texts, index) => [passes[index]!.text, live[index]!.text, ...texts])
}

function othersOf(pass: PassToIssue, { healthCards, documentSigners, sdJwt, demo }: KeyRing) {
  const vaccinated = { ...pass, type: 'vaccination', issuedAt: NOW, notBefore: NOW } as const
  const country = 'US'
  const authority = 'Measurements'
  const { keyId } = sdJwt.signer(NOW)
  const holderKey = sdJwt.list(NOW).find((key) => key.keyId === keyId)?.jwk
  const issuer = healthCardAddress(ADDRESS, demo)
  const statement = statementFor('vaccination', RECORDS)
  if (!holderKey || !statement || issuer === undefined) throw new Error('there is nothing to issue')
  return Promise.all([
    issueHealthCard(
      {
        ...vaccinated,
        issuer,
        revocationId: revocationIdOf(pass.passId),
        records: recordsForCard('vaccination', RECORDS),
      },
      healthCards.signer(NOW),
    ).then(healthCardCode),
    issueDcc(
      { ...vaccinated, ...NAME, country, authority, statement },
      documentSigners.keys({ country, organisation: authority }).signer(NOW),
    ),
    issueSdJwt({ ...vaccinated, issuer: ADDRESS }, sdJwt.signer(NOW), randomBytes),
  ])
}
