import { LIMITS, type PublicJwk, type SignatureChecker, type Verdict, verify } from '@excelsior/credentials'
import type { Circumstances } from './check-pass.ts'
import type { LivePass } from './kept-pass.ts'
import { liveCodeAt } from './live-pass.ts'

const KEY = { name: 'ECDSA', namedCurve: 'P-256' }

/**
 * Has the pass `plain` bound to a new key of this device. `ask` gives the text that the portal answers for a public
 * key; it counts where the one `verify` calls its live code live, and it is the same person's pass to the same end.
 * Undefined wherever that fails: the plain pass is as good as before.
 */
export async function bindToDevice(
  plain: string,
  ask: (key: PublicJwk) => Promise<string>,
  { trust, latestTime, now }: Circumstances,
  checker: SignatureChecker,
): Promise<LivePass | undefined> {
  try {
    const pair = await crypto.subtle.generateKey(KEY, false, ['sign', 'verify'])
    const { x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
    if (x === undefined || y === undefined) return undefined
    const live = { bound: await ask({ kty: 'EC', crv: 'P-256', x, y }), key: pair.privateKey }
    const options = { checker, ...(latestTime === undefined ? {} : { clockFloor: latestTime }) }
    const [ours, theirs] = await Promise.all([
      verify(plain, trust, now, options),
      verify(await liveCodeAt(live, now), trust, now, options),
    ])
    return theirs.live === true && isSame(ours, theirs) ? live : undefined
  } catch {
    return undefined
  }
}

const isSame = (one: Verdict, other: Verdict): boolean => said(one) === said(other)

const said = ({ status, kind, holder, expires, issuer }: Verdict): string =>
  JSON.stringify([status, kind, holder?.givenName, holder?.familyName, holder?.birthDate, expires, issuer])

const ADDRESS = '/pass/live'
const WITHIN = 15_000

/** The pass that the portal still keeps for this browser, for this key. Rejects when it cannot be had in time. */
export function askPortal(key: PublicJwk): Promise<string> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('no answer in time')), WITHIN),
  )
  return Promise.race([askNow(key), late])
}

async function askNow(key: PublicJwk): Promise<string> {
  const response = await fetch(ADDRESS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ key }),
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
  })
  if (!response.ok) throw new Error('no live pass')
  const answer = await response.text()
  if (answer.length > 2 * LIMITS.codeCharacters) throw new Error('too large')
  const { text }: { text?: unknown } = JSON.parse(answer) ?? {}
  if (typeof text !== 'string') throw new Error('no text')
  return text
}
