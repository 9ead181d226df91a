export interface OtherPages {
  /** Something changed: they look for themselves. */
  tell(): void
  /** The holder locked the wallet: it is to be locked in all of them. */
  lock(): void
}

/** The other open pages of this wallet. What goes to them says nothing of a pass. */
export function otherPages(on: { changed(): void; locked(): void }): OtherPages {
  if (!('BroadcastChannel' in self)) return { tell() {}, lock() {} }
  const channel = new BroadcastChannel('excelsior-wallet')
  channel.onmessage = ({ data }) => (data === 'locked' ? on.locked() : on.changed())
  return { tell: () => channel.postMessage('changed'), lock: () => channel.postMessage('locked') }
}
