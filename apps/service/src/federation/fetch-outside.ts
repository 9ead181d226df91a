import { lookup as lookUpName } from 'node:dns'
import { request as requestByHttp } from 'node:http'
import { request as requestByHttps } from 'node:https'
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'

export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `why` goes on from the host's name: "answered with status 404". */
  | { readonly ok: false; readonly why: string }

/** `accept`: a media type; JSON where absent. */
export type Fetch = (url: URL, mostBytes: number, accept?: string) => Promise<Fetched>

const PATIENCE_MS = 10_000

/** What no name on the internet may lead to: this machine, its neighbours, and what serves the cloud's own ends. */
const INNER = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INNER.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 96], // IPv4 in the long abandoned form too
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32], // Teredo and 6to4 hold an IPv4 address
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  INNER.addSubnet(network, bits, 'ipv6')

/** An address that data may be fetched from: https, or http on this very machine, named as such. */
export function outsideAddress(text: string): URL | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') return undefined
  return url.protocol === 'https:' || isThisMachine(url) ? url : undefined
}

/**
 * Gets a document of at most `mostBytes` in ten seconds. No redirect is followed, no cache is asked, and a name that
 * leads to an inner address is not connected to: what a name means is looked at when the connection is made, so that
 * it cannot change in between.
 */
export function fetchOutside(
  url: URL,
  mostBytes: number,
  accept = 'application/json',
  lookup: LookupFunction = lookUpName as LookupFunction,
): Promise<Fetched> {
  const allowed = isThisMachine(url)
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowed && isIP(literal) !== 0 && isInner(literal)) return Promise.resolve(REFUSED)
  return new Promise((resolve) => {
    const done = (fetched: Fetched) => {
      clearTimeout(late)
      request.destroy()
      resolve(fetched)
    }
    const late = setTimeout(
      () => done({ ok: false, why: `gave no whole answer within ${PATIENCE_MS / 1000} seconds` }),
      PATIENCE_MS,
    )
    const request = (url.protocol === 'https:' ? requestByHttps : requestByHttp)(url, {
      agent: false,
      headers: { accept, 'cache-control': 'no-cache' },
      lookup: allowed ? lookup : outerOnly(lookup),
    })
    request.once('error', (error) => done(error instanceof InnerAddress ? REFUSED : UNREACHABLE))
    request.once('response', (response) => {
      if (response.statusCode !== 200) {
        return done({ ok: false, why: `answered with status ${response.statusCode}` })
      }
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > mostBytes) done({ ok: false, why: `sent more than ${mostBytes} bytes` })
        else chunks.push(chunk)
      })
      response.once('end', () =>
        done(response.complete ? { ok: true, bytes: Buffer.concat(chunks) } : UNREACHABLE),
      )
      response.once('error', () => done(UNREACHABLE))
    })
    request.end()
  })
}

class InnerAddress extends Error {}

const REFUSED: Fetched = { ok: false, why: 'leads to an address of an inner network' }
const UNREACHABLE: Fetched = { ok: false, why: 'cannot be reached' }

/** One inner address among several is enough: the connection might be made to that one. */
function outerOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found
      if (addresses.length === 0 || addresses.some(({ address }) => isInner(address)))
        return callback(new InnerAddress(), '')
      const [first] = addresses
      if (options.all) callback(null, addresses)
      else callback(null, first!.address, first!.family)
    })
}

function isInner(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return isInner(mapped)
  if (/^::ffff:/i.test(address)) return true // in another spelling: nobody honest needs it
  return INNER.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}

/** A file, or an address on this machine, may name others on this machine. */
export function isHere(address: string): boolean {
  const url = outsideAddress(address)
  return !url || isThisMachine(url)
}

/** Named as such. */
export const isThisMachine = ({ hostname }: URL): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
