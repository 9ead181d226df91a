import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatOf, LIMITS, openTrustList, type Trust, type Verdict, verify } from '@excelsior/credentials'
import { type Instant, type Zone, zone } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { fetchOutside, outsideAddress } from '@excelsior/service'
import { readBounded } from './codes-in-file.ts'
import { type Terminal, UsageError } from './command.ts'
import { trustHere } from './own-trust.ts'
import { trustInFolder } from './trust-folder.ts'

/** A verdict, and the zone that its times are shown in. */
export interface Checked {
  readonly verdict: Verdict
  readonly zone: Zone
}

export type Check = (text: string, at: Instant) => Promise<Checked>

/** Checks by the trust data that were named, or else by the project's own. */
export async function checkBy(
  named: string | undefined,
  root: string | undefined,
  terminal: Terminal,
): Promise<Check> {
  if (named === undefined) {
    if (root !== undefined) throw new UsageError('--root goes with --trust')
    return checkByOwn(terminal)
  }
  const trust = await namedTrust(named, root ?? null, terminal)
  return (text, at) => checked(text, trust, at)
}

/** Own keys, and the word of others that was taken; looked at only when a credential comes up. */
function checkByOwn(terminal: Terminal): Check {
  let known: Promise<Trust | undefined> | undefined
  return async (text, at) => {
    if (formatOf(text.trim()) === undefined) return checked(text, undefined, at)
    known ??= trustHere(terminal)
    return checked(text, await known, at)
  }
}

async function checked(text: string, trust: Trust | undefined, at: Instant): Promise<Checked> {
  const verdict = await verify(text, trust, at, { checker: nodeChecker })
  return { verdict, zone: zone(trust?.rules.zone ?? 'UTC') }
}

/** Undefined, and said why, where the list cannot be had or is refused: then nothing can be checked. */
async function namedTrust(
  named: string,
  pinnedRoot: string | null,
  terminal: Terminal,
): Promise<Trust | undefined> {
  const path = resolve(terminal.cwd, named)
  const names = isAddress(named) ? undefined : await readdir(path).catch(() => undefined)
  if (names && !names.includes('trust.json')) {
    const trust = await trustInFolder(path, names)
    if (trust) {
      if (pinnedRoot !== null)
        throw new UsageError('--root goes with a signed list, not with a folder of keys')
      tellLeftOut(trust, terminal)
      return trust
    }
  }
  const bytes = await namedBytes(named, names ? join(path, 'trust.json') : path, terminal)
  if (!bytes) return undefined
  // How old it is counts at the instant of the check.
  const now = 0 as Instant
  const opened = await openTrustList(bytes, { pinnedRoot, now, allowDemo: true, checker: nodeChecker })
  if (!opened.ok) {
    terminal.err(`excelsior: the trust list is refused: ${opened.reason}. Nothing can be checked with it.\n`)
    return undefined
  }
  if (pinnedRoot === null) {
    terminal.err(
      `Trust list taken on first use, signed by root key ${opened.root}\nPin it with --root ${opened.root}\n`,
    )
  }
  if (opened.trust.demo)
    terminal.err('It is the list of a demonstration: no verdict by it counts for anything.\n')
  return opened.trust
}

const isAddress = (named: string): boolean => /^https?:/i.test(named)

function tellLeftOut({ leftOut }: Trust, terminal: Terminal): void {
  for (const { issuer, keyId, reason } of leftOut)
    terminal.err(`Left out: key ${keyId} of ${issuer} (${reason})\n`)
}

async function namedBytes(named: string, path: string, terminal: Terminal): Promise<Uint8Array | undefined> {
  if (isAddress(named)) {
    const url = outsideAddress(named)
    if (!url) throw new UsageError('a trust list is fetched from https, or from http on this machine only')
    const fetched = await fetchOutside(url, LIMITS.trustListBytes)
    if (fetched.ok) return fetched.bytes
    terminal.err(`excelsior: ${url.host} ${fetched.why}. Nothing can be checked without its trust list.\n`)
    return undefined
  }
  const bytes = await readBounded(path)
  if (bytes) return bytes
  throw new UsageError(`--trust ${named}: there is no such file, or nothing in that folder to check by`)
}
