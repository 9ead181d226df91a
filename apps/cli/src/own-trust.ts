import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Trust, type TrustData, type TrustListContent, trustOf } from '@excelsior/credentials'
import { PASS_TYPES } from '@excelsior/domain'
import {
  federated,
  type Installation,
  openInstallation,
  PROJECT_ROOT,
  readConfig,
  readTrustSources,
  systemClock,
  trustFacts,
  walletSignersIn,
} from '@excelsior/service'
import { type Terminal, UsageError } from './command.ts'

export function configOf(terminal: Terminal) {
  const read = readConfig(terminal.env, PROJECT_ROOT)
  if (!read.ok) throw new UsageError(read.faults.join('; '))
  return read.config
}

/** What this installation knows; none where there is none yet. */
export interface OwnInstallation {
  readonly issuerId: string
  readonly demo: boolean
}

/** Who we are, for whoever joins us. Undefined where there is no installation yet. */
export async function ownInstallation(terminal: Terminal): Promise<OwnInstallation | undefined> {
  return withOwn(terminal, async ({ issuer, keyRing }) => ({ issuerId: issuer.id, demo: keyRing.demo }))
}

/**
 * What is believed here: our own keys as they are now, the rules in force, what was revoked, and those whose word was
 * taken by "excelsior trust add". Undated, for nothing is between it and its source. Without an installation it is
 * the others alone; undefined where there is nobody.
 */
export async function trustHere(terminal: Terminal): Promise<Trust | undefined> {
  const { dataDir, publicUrl, phoneWallets } = configOf(terminal)
  const own = await withOwn(terminal, async (installation) => {
    const at = systemClock()
    const walletSigners = await walletSignersIn(phoneWallets.apple?.certificateFile)
    const facts = await trustFacts({ ...installation, address: publicUrl, dataDir, walletSigners }, at)
    return undated(installation.keyRing.trustContent(facts, at))
  })
  if (own) return trustOf(own)
  const sources = await readTrustSources(dataDir)
  if (sources.length === 0) return undefined
  const departments = sources.filter(({ kind }) => kind === 'department')
  const { issuers, ...withdrawn } = federated(sources)
  return trustOf({
    ...UNDATED,
    demo: departments.length > 0 && departments.every(({ demo }) => demo),
    issuers,
    rules: { zone: 'UTC', accepts: PASS_TYPES, photoIdFrom: 18 },
    revocation: { ...withdrawn, passes: [], canaries: { revoked: '', notRevoked: '' } }, // for lists that travel
  })
}

const UNDATED = { version: null, issuedAt: null, nextUpdate: null } as const
const undated = (content: Omit<TrustListContent, 'version'>): TrustData => ({ ...content, ...UNDATED })

async function withOwn<T>(
  terminal: Terminal,
  use: (installation: Installation) => Promise<T>,
): Promise<T | undefined> {
  const config = configOf(terminal)
  if (!existsSync(join(config.dataDir, 'keys'))) return undefined
  const installation = await openInstallation(config, 'command', () => undefined)
  try {
    return await use(installation)
  } finally {
    await installation.close()
  }
}
