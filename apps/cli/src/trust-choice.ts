import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatOf, LIMITS, type Trust } from '@excelsior/credentials'
import { fetchOutside, outsideAddress } from '@excelsior/service'
import { readBounded } from './codes-in-file.ts'
import { type Terminal, UsageError } from './command.ts'
import { trustHere } from './own-trust.ts'
import { trustInFolder } from './trust-folder.ts'
import { type Check, checked, openList, type TrustGround } from './trust-ground.ts'

export interface ChosenTrust {
  readonly check: Check
  /** Absent for the project's own, which is looked up in its store. */
  readonly ground?: TrustGround
}

/** Checks by the trust data that were named, or else by the project's own. */
export async function checkBy(
  named: string | undefined,
  root: string | undefined,
  terminal: Terminal,
): Promise<ChosenTrust> {
  if (named === undefined) {
    if (root !== undefined) throw new UsageError('--root goes with --trust')
    return { check: checkByOwn(terminal) }
  }
  const { trust, ground } = await namedTrust(named, root ?? null, terminal)
  return { check: (text, at) => checked(text, trust, at), ground }
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

interface NamedTrust {
  readonly trust: Trust | undefined
  readonly ground: TrustGround
}
const NOTHING: NamedTrust = { trust: undefined, ground: { kind: 'nothing' } }

/** Nothing, and said why, where the list cannot be had or is refused: then nothing can be checked. */
async function namedTrust(named: string, pinnedRoot: string | null, terminal: Terminal): Promise<NamedTrust> {
  const path = resolve(terminal.cwd, named)
  const names = isAddress(named) ? undefined : await readdir(path).catch(() => undefined)
  if (names && !names.includes('trust.json')) {
    const trust = await trustInFolder(path, names)
    if (trust) {
      if (pinnedRoot !== null)
        throw new UsageError('--root goes with a signed list, not with a folder of keys')
      tellLeftOut(trust, terminal)
      return { trust, ground: { kind: 'folder', path, names } }
    }
  }
  const bytes = await namedBytes(named, names ? join(path, 'trust.json') : path, terminal)
  if (!bytes) return NOTHING
  const opened = await openList(bytes, pinnedRoot)
  if (!opened.ok) {
    terminal.err(`excelsior: the trust list is refused: ${opened.reason}. Nothing can be checked with it.\n`)
    return NOTHING
  }
  if (pinnedRoot === null) {
    terminal.err(
      `Trust list taken on first use, signed by root key ${opened.root}\nPin it with --root ${opened.root}\n`,
    )
  }
  if (opened.trust.demo)
    terminal.err('It is the list of a demonstration: no verdict by it counts for anything.\n')
  return { trust: opened.trust, ground: { kind: 'list', bytes, root: opened.root } }
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
