interface Lock {
  release(): Promise<void>
}

/** Keeps the screen on while a code is shown, where the browser can. Hidden pages lose it: it is asked for anew. */
export function openWakeLock(): { hold(): void; release(): void } {
  const { wakeLock }: { wakeLock?: { request(type: 'screen'): Promise<Lock> } } = navigator
  let wanted = false
  let held: Promise<Lock | undefined> | undefined
  const drop = (lock: Lock | undefined) => lock?.release().catch(() => {})
  return {
    hold() {
      if (wanted) return
      wanted = true
      held = wakeLock?.request('screen').catch(() => undefined)
    },
    release() {
      if (!wanted) return
      wanted = false
      held?.then(drop)
      held = undefined
    },
  }
}
