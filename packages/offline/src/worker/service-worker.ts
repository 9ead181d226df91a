import type { FromServiceWorker, ToServiceWorker } from './messages.ts'

declare const self: ServiceWorkerGlobalScope

interface Precached {
  /** Path on this origin. */
  readonly path: string
  /** `sha256-…`, as for subresource integrity: a login page answered in its place is not taken. */
  readonly integrity: string
  /** Fetched and kept when something first asks for it, not before: the app works without. */
  readonly whenUsed?: true
}

// The build writes the list of files in here.
const FILES: readonly Precached[] = JSON.parse('__PRECACHE__')
const VERSION = '__VERSION__'
/** Their names change with their content: what the browser has of them already is good, as the digest proves. */
const ASSETS = new URL('./assets/', self.location.href).pathname
const SHELL = new URL('./', self.location.href).pathname
/** Of this app alone: `/scanner/` gives `excelsior-scanner-`. */
const PREFIX = `excelsior${SHELL.replace(/\//g, '-')}`
const NEEDED = FILES.filter(({ whenUsed }) => !whenUsed)
const CACHE = PREFIX + VERSION

self.addEventListener('install', (event) => event.waitUntil(fill()))

self.addEventListener('activate', (event) => event.waitUntil(clear().then(() => self.clients.claim())))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== self.location.origin) return
  const path = request.mode === 'navigate' && address.pathname.startsWith(SHELL) ? SHELL : address.pathname
  const file = FILES.find((each) => each.path === path)
  if (file) event.respondWith(fromCache(file, request))
})

self.addEventListener('message', (event) => {
  const message: ToServiceWorker = event.data
  if (message.kind === 'take-over') event.waitUntil(self.skipWaiting())
  else event.waitUntil(heal().then((missing) => tell(event, { kind: 'stock', missing })))
})

async function fromCache(file: Precached, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  if (file.whenUsed) await keep(cache, file)
  return (await cache.match(file.path)) ?? fetch(request)
}

async function fill() {
  const missing = await heal()
  if (missing > 0) throw new Error('some files could not be fetched')
}

/** Fetches what is missing and gives the number of files that are still missing then. */
async function heal(): Promise<number> {
  const cache = await caches.open(CACHE)
  const results = await Promise.all(NEEDED.map((file) => keep(cache, file)))
  return results.filter((kept) => !kept).length
}

async function keep(cache: Cache, { path, integrity }: Precached): Promise<boolean> {
  if (await cache.match(path)) return true
  try {
    const cached = path.startsWith(ASSETS) ? 'default' : 'reload'
    const response = await fetch(path, { integrity, cache: cached, redirect: 'error' })
    if (!response.ok) return false
    await cache.put(path, response)
    return true
  } catch {
    return false
  }
}

/** What a former version kept from use, and this one has unchanged, is taken over. */
async function clear() {
  const names = await caches.keys()
  const former = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  const cache = await caches.open(CACHE)
  for (const name of former) {
    const old = await caches.open(name)
    for (const { path, whenUsed } of FILES) {
      const kept = whenUsed && path.startsWith(ASSETS) ? await old.match(path) : undefined
      if (kept && !(await cache.match(path))) await cache.put(path, kept)
    }
  }
  await Promise.all(former.map((name) => caches.delete(name)))
}

function tell(event: ExtendableMessageEvent, message: FromServiceWorker) {
  event.ports[0]?.postMessage(message)
}
