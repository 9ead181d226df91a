import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ListedIssuer, type Trust, trustOf } from '@excelsior/credentials'
import { PASS_TYPES } from '@excelsior/domain'
import {
  type Installation,
  openInstallation,
  PROJECT_ROOT,
  readConfig,
  systemClock,
} from '@excelsior/service'
import { type Terminal, UsageError } from './command.ts'

export function configOf(terminal: Terminal) {
  const read = readConfig(terminal.env, PROJECT_ROOT)
  if (!read.ok) throw new UsageError(read.faults.join('; '))
  return read.config
}

/**
 * What this installation itself knows: its own keys as they are now, the rules in force, the passes it revoked.
 * Undated, for nothing is between it and its source. Undefined where there is no installation yet.
 */
export async function ownTrust(terminal: Terminal): Promise<Trust | undefined> {
  const config = configOf(terminal)
  if (!existsSync(join(config.dataDir, 'keys'))) return undefined
  const installation = await openInstallation(config, 'command', () => undefined)
  try {
    return await trustIn(installation)
  } finally {
    await installation.close()
  }
}

async function trustIn({ policy, acceptance, issuer, keyRing, store }: Installation): Promise<Trust> {
  const now = systemClock()
  const decision = policy()
  const { zone, venues } = decision
  const revoked = await store.passes.revoked(now)
  return trustOf({
    version: null,
    issuedAt: null,
    nextUpdate: null,
    demo: keyRing.demo,
    issuers: [{ ...issuer, keys: keyRing.list(now).map(listedKey) }],
    rules: {
      zone: zone.name,
      accepts: venues.passTypes,
      photoIdFrom: venues.photoIdFromAge,
      acceptance: { policy: acceptance, decision },
    },
    revocation: {
      passes: revoked.map(({ passId }) => Buffer.from(passId).toString('hex')),
      canaries: { revoked: '', notRevoked: '' }, // for lists that travel
    },
  })
}

/** Dropped keys too: their passes have expired, and may be told so. */
function listedKey(key: ReturnType<Installation['keyRing']['list']>[number]): ListedIssuer['keys'][number] {
  return { kid: key.keyId, jwk: key.jwk, format: 'pass', usage: PASS_TYPES, revoked: key.state === 'revoked' }
}
