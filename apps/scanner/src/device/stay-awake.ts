/** Keeps the screen on while scanning, where the browser can. Asked anew at each return to the page. */
export function stayAwake() {
  const { wakeLock }: { wakeLock?: { request(type: 'screen'): Promise<unknown> } } = navigator
  wakeLock?.request('screen').catch(() => {})
}
