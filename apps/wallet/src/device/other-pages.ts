/** Tells other open pages of this wallet that something changed, and nothing more; they look for themselves. */
export function otherPages(onChange: () => void): { tell(): void } {
  if (!('BroadcastChannel' in self)) return { tell() {} }
  const channel = new BroadcastChannel('excelsior-wallet')
  channel.onmessage = onChange
  return { tell: () => channel.postMessage('changed') }
}
