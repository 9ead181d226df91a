import type { FromServiceWorker, ToServiceWorker } from './worker/messages.ts'

/** `unsupported`: this browser keeps no copy of the app. */
export type Stock = 'unknown' | 'complete' | 'incomplete' | 'unsupported'

export interface Offline {
  readonly stock: Stock
  /** A newer version waits for somebody to say when. */
  readonly updateWaits: boolean
  /** Another page changed over to a newer version: this one should load anew at the next quiet moment. */
  readonly replaced: boolean
  /** Looks up every file and fetches what is missing. */
  heal(): void
  /** Changes over to the newer version: the page is loaded anew. */
  update(): void
}

const ANSWER_WITHIN = 20_000

/** Keeps the app on this device, and knows whether it is all there. */
export function keepOffline(address: string, onChange: () => void): Offline {
  const workers = navigator.serviceWorker
  let stock: Stock = workers ? 'unknown' : 'unsupported'
  let waiting: ServiceWorker | null = null
  let updating = false
  let controlled = Boolean(workers?.controller)
  let replaced = false
  let watched: ServiceWorkerRegistration | undefined

  const setStock = (now: Stock) => {
    if (stock === now) return
    stock = now
    onChange()
  }
  const ask = async () => {
    const { active } = await workers.ready
    if (!active) return
    const missing = await askStock(active)
    // Without an answer nobody knows; what was known before stands.
    if (missing !== undefined) setStock(missing === 0 ? 'complete' : 'incomplete')
  }
  const watch = (registration: ServiceWorkerRegistration) => {
    const look = () => {
      // The very first version waits for a moment, too, and replaces nothing.
      waiting = registration.active && registration.waiting
      onChange()
    }
    const follow = () => {
      const { installing } = registration
      installing?.addEventListener('statechange', () => {
        // The first one could not fetch all it needs.
        if (installing.state === 'redundant' && !registration.active) setStock('incomplete')
        look()
      })
    }
    registration.addEventListener('updatefound', follow)
    follow()
    look()
  }
  const register = async () => {
    try {
      const registration = await workers.register(address)
      if (registration === watched) await registration.update()
      else watch(registration)
      watched = registration
    } catch {
      // No network, or nothing to register: what is here stays.
      if (!watched) setStock('incomplete')
    }
  }

  if (workers) {
    register()
    workers.addEventListener('controllerchange', () => {
      if (updating) window.location.reload()
      // The very first version takes over a page that came from the network: the two are one.
      else if (controlled) replaced = true
      controlled = true
      onChange()
    })
    ask()
  }
  return {
    get stock() {
      return stock
    },
    get updateWaits() {
      return waiting !== null
    },
    get replaced() {
      return replaced
    },
    heal() {
      if (!workers) return
      register()
      ask()
    },
    update() {
      updating = true
      const message: ToServiceWorker = { kind: 'take-over' }
      waiting?.postMessage(message)
    },
  }
}

function askStock(worker: ServiceWorker): Promise<number | undefined> {
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(undefined), ANSWER_WITHIN)
    port1.onmessage = ({ data }: MessageEvent<FromServiceWorker>) => {
      clearTimeout(late)
      port1.close()
      resolve(data.missing)
    }
    const message: ToServiceWorker = { kind: 'heal' }
    worker.postMessage(message, [port2])
  })
}
