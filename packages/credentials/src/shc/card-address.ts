import { isIssuer } from './health-card.ts'

/**
 * What health cards call an installation at this address: the address, which the framework wants in https. A
 * demonstration without https is called as if it had it, and its cards open no real door. Undefined where the address
 * cannot issue health cards.
 */
export function healthCardAddress(publicUrl: string, demo: boolean): string | undefined {
  const address = demo ? publicUrl.replace(/^http:/, 'https:') : publicUrl
  return isIssuer(address) ? address : undefined
}
