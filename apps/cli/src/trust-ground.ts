import { openTrustList, type Trust, type Verdict, verify } from '@excelsior/credentials'
import { type Instant, type Zone, zone } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { trustInFolder } from './trust-folder.ts'

/** A verdict, and the zone that its times are shown in. */
export interface Checked {
  readonly verdict: Verdict
  readonly zone: Zone
}

export type Check = (text: string, at: Instant) => Promise<Checked>

/** What to check by, in a form that another thread can be handed. */
export type TrustGround =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'list'; readonly bytes: Uint8Array; readonly root: string }
  | { readonly kind: 'folder'; readonly path: string; readonly names: readonly string[] }

/** The same check in another thread; all that there was to say was said by the first. */
export async function checkByGround(ground: TrustGround): Promise<Check> {
  const trust = await trustOn(ground)
  return (text, at) => checked(text, trust, at)
}

async function trustOn(ground: TrustGround): Promise<Trust | undefined> {
  switch (ground.kind) {
    case 'nothing':
      return undefined
    case 'folder':
      return trustInFolder(ground.path, ground.names)
    case 'list': {
      const opened = await openList(ground.bytes, ground.root)
      return opened.ok ? opened.trust : undefined
    }
  }
}

/** How old it is counts at the instant of the check. */
export const openList = (bytes: Uint8Array, pinnedRoot: string | null) =>
  openTrustList(bytes, { pinnedRoot, now: 0 as Instant, allowDemo: true, checker: nodeChecker })

export async function checked(text: string, trust: Trust | undefined, at: Instant): Promise<Checked> {
  const verdict = await verify(text, trust, at, { checker: nodeChecker })
  return { verdict, zone: zone(trust?.rules.zone ?? 'UTC') }
}
