import type { FastifyRequest } from 'fastify'

/**
 * Whether a form was sent from a page of this very origin. Under `Referrer-Policy: no-referrer` browsers send
 * `Origin: null` with a form, so Fetch Metadata decides where it is sent; old browsers without either send no
 * cookie of ours from elsewhere (SameSite=Strict), and the steps before the cookie act for nobody but the sender.
 */
export function isSameOrigin(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  // "none": the person themselves, by reload or history.
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin } = request.headers
  if (origin === undefined || origin === 'null') return true
  return hostOf(origin) === request.host.toLowerCase()
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
