import { isIPv4, isIPv6 } from 'node:net'

/**
 * What counts as one network: an IPv4 address, or an IPv6 /48 (one site). A mapped IPv4 address is an IPv4 one. The
 * port that some proxies add is none of it: else each connection were a network of its own.
 */
export function networkOf(seen: string): string {
  const address =
    /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(seen)?.[1] ?? /^\[([^\]]+)\](?::\d+)?$/.exec(seen)?.[1] ?? seen
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (isIPv4(address) || !isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined ? before : [...before, ...Array(8 - before.length - after.length).fill('0'), ...after]
  return `${groups
    .slice(0, 3)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/48`
}
