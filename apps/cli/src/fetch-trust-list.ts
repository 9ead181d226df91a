import { LIMITS } from '@excelsior/credentials'

export type FetchedList =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: string }

const PATIENCE_MS = 10_000

/** An address that a list may be fetched from: https, or http on this very machine. */
export function trustListAddress(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const loopback = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.username === '' && (url.protocol === 'https:' || loopback) ? url : undefined
}

/** Follows no redirect, asks every cache on the way to look again, and stops at the size that a list may have. */
export async function fetchTrustList(url: URL): Promise<FetchedList> {
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      cache: 'no-store',
      headers: { accept: 'application/json', 'cache-control': 'no-cache' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!response.ok || !response.body) {
      await response.body?.cancel()
      return { ok: false, why: `answered with status ${response.status}` }
    }
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of response.body) {
      length += chunk.length
      if (length > LIMITS.trustListBytes) return { ok: false, why: 'sent more than a trust list may have' }
      chunks.push(chunk)
    }
    return { ok: true, bytes: Buffer.concat(chunks) }
  } catch (error) {
    const late = error instanceof Error && error.name === 'TimeoutError'
    return {
      ok: false,
      why: late ? `gave no whole answer within ${PATIENCE_MS / 1000} seconds` : 'cannot be reached',
    }
  }
}
