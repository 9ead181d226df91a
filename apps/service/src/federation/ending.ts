import { X509Certificate } from 'node:crypto'
import type { FormatName, ListedKey } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import type { DocumentSigner } from '@excelsior/keys'
import { outsideAddress } from './fetch-outside.ts'
import type { TrustNotes } from './trust-notes.ts'
import type { TrustSource } from './trust-source.ts'

const DAY = 86_400_000
/** Milliseconds: time to ask for another, and to have it listed. */
const WARN_BEFORE = 30 * DAY

/** Something that we rely on, and that soon is over. Names issuers and addresses, and no person. */
export interface Ending {
  readonly kind: 'keys' | 'own-signer' | 'certificate' | 'list' | 'status-list'
  /** What people call whose it is. */
  readonly who: string
  /** Of keys their format. */
  readonly format?: FormatName
  /** How many end, of how many that count. */
  readonly count: number
  readonly of: number
  /** Exclusive; of several the first. */
  readonly ends: Instant
  /** The key that ends first, or the address. */
  readonly first: string
}

export interface Relied {
  readonly sources: readonly { readonly source: TrustSource; readonly notes: TrustNotes }[]
  /** Our own signers of EU certificates. */
  readonly own: readonly DocumentSigner[]
  /** Certificates that a setting names. */
  readonly certificates?: readonly { readonly setting: CertificateSetting; readonly ends: Instant }[]
}

export type CertificateSetting = 'VERIFIER_CERT' | 'MLLP_CERT'

/**
 * What ends within thirty days, the soonest first. Keys that a refresh would replace are told all the same: whoever
 * issues may have forgotten. Lists that renew themselves are not, unless the last asking failed. Of our own keys those
 * count that still sign; others go when the last that they signed is over, as was planned.
 */
export function endingSoon({ sources, own, certificates = [] }: Relied, now: Instant): readonly Ending[] {
  const isSoon = (end: Instant) => end - now <= WARN_BEFORE
  const endings: Ending[] = []
  for (const { source, notes } of sources) {
    for (const issuer of source.issuers) endings.push(...endingKeys(issuer, now))
    const renews = outsideAddress(source.source) !== undefined && notes.source.length === 0
    const [first] = source.issuers
    const who = source.issuers.length === 1 && first ? first.name : source.source
    const one = { count: 1, of: 1 }
    if (!renews && isSoon(source.goodUntil))
      endings.push({ kind: 'list', who, ...one, ends: source.goodUntil, first: source.source })
    for (const { uri, goodUntil } of source.statuses ?? []) {
      const failed = notes.statusLists.some(({ what }) => what === uri || what === source.source)
      if (failed && isSoon(goodUntil))
        endings.push({ kind: 'status-list', who, ...one, ends: goodUntil, first: uri })
    }
  }
  for (const { setting, ends } of certificates)
    if (isSoon(ends))
      endings.push({ kind: 'certificate', who: setting, count: 1, of: 1, ends, first: setting })
  const signing = own.filter(({ state }) => state === 'in-use')
  for (const signer of signing) {
    const ends = endOf(signer.certificate)
    if (!isSoon(ends)) continue
    endings.push({ kind: 'own-signer', who: signer.country, count: 1, of: 1, ends, first: signer.keyId })
  }
  return endings.sort((one, other) => one.ends - other.ends)
}

const endOf = (certificate: Uint8Array): Instant =>
  (Date.parse(new X509Certificate(certificate).validTo) + 1000) as Instant

/** By format: a country has many signers, and some always end. Those that have ended are history. */
function endingKeys(
  { name, keys }: { readonly name: string; readonly keys: readonly ListedKey[] },
  now: Instant,
): readonly Ending[] {
  const counting = keys.filter(
    ({ revoked, notAfter }) => !revoked && (notAfter === undefined || notAfter > now),
  )
  return [...new Set(counting.map(({ format }) => format))].flatMap((format) => {
    const ofFormat = counting.filter((key) => key.format === format)
    const soon = ofFormat
      .flatMap(({ kid, notAfter }) => (notAfter === undefined ? [] : [{ kid, notAfter }]))
      .filter(({ notAfter }) => notAfter - now <= WARN_BEFORE)
      .sort((one, other) => one.notAfter - other.notAfter)
    const [first] = soon
    if (!first) return []
    const { kid, notAfter: ends } = first
    return [{ kind: 'keys', who: name, format, count: soon.length, of: ofFormat.length, ends, first: kid }]
  })
}

const FORMATS: Readonly<Record<FormatName, string>> = {
  pass: 'passes',
  shc: 'SMART Health Cards',
  dcc: 'EU certificates',
  'sd-jwt': 'SD-JWT credentials',
  pkpass: 'files of Apple Wallet',
}

const WITHOUT: Readonly<Record<CertificateSetting, string>> = {
  VERIFIER_CERT: 'from then on what is asked of wallet apps is unsigned, and some answer no more',
  MLLP_CERT: 'from then on senders cannot connect',
}

/** One sentence for whoever operates the service. */
export function endingInWords({ kind, who, format, count, of, ends, first }: Ending, now: Instant): string {
  const day = new Date(ends).toISOString().slice(0, 10)
  const verb = now < ends ? 'ends' : 'ended'
  switch (kind) {
    case 'keys': {
      const what = format === undefined ? 'credentials' : FORMATS[format]
      const left =
        count === of ? 'From then on nothing of theirs counts.' : `Of ${of} that count, the others go on.`
      return count === 1
        ? `A key of ${who} for ${what} (${first}) ends on ${day}. ${left}`
        : `${count} keys of ${who} for ${what} end within thirty days, the first (${first}) on ${day}. ${left.replace('From then on', 'After the last of them')}`
    }
    case 'own-signer':
      return `Our signer of EU certificates ${first} ${verb} on ${day}: what it signed counts no more then. It should have been followed by another long before.`
    case 'certificate':
      return `${who} ${verb} on ${day}: ${WITHOUT[who as CertificateSetting]}. Get a new one, name it there, and start again.`
    case 'list':
      return `What is known of ${who} ${verb} on ${day}: it was not renewed from ${first}. From then on nothing of theirs can be checked.`
    case 'status-list':
      return `The status list ${first} of ${who} ${verb} on ${day} and was not renewed: from then on what is on it cannot be checked.`
  }
}
