interface Lock {
  addEventListener?(kind: 'release', then: () => void): void
}

/** Milliseconds: a device that takes the lock away at once is not asked in a circle. */
const AGAIN_AFTER = 10_000

let held = false

/** Keeps the screen on while the page is in sight, where the browser can; when the lock is taken away, it is asked for anew. */
export function stayAwake() {
  const { wakeLock }: { wakeLock?: { request(type: 'screen'): Promise<Lock> } } = navigator
  if (!wakeLock || held) return
  held = true
  wakeLock.request('screen').then(
    (lock) =>
      lock.addEventListener?.('release', () => {
        held = false
        setTimeout(() => !document.hidden && stayAwake(), AGAIN_AFTER)
      }),
    () => {
      held = false
    },
  )
}
