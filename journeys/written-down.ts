import type { Page } from 'playwright-core'

/** All that this origin has written on the device, as text. */
export const writtenDown = (page: Page) =>
  page.evaluate(async () => {
    const asText = (value: unknown): string => {
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value)
      if (ArrayBuffer.isView(value)) return new TextDecoder('latin1').decode(value)
      if (Array.isArray(value)) return value.map(asText).join()
      if (value instanceof CryptoKey) return `key, extractable ${value.extractable}`
      if (typeof value === 'object' && value !== null) return asText(Object.values(value))
      return String(value)
    }
    const found = [document.title, location.href, JSON.stringify(history.state), document.cookie]
    found.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }))
    for (const name of await caches.keys())
      found.push(...(await (await caches.open(name)).keys()).map(({ url }) => url))
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
      })
      for (const store of database.objectStoreNames) {
        const all = await new Promise<unknown[]>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(request.result)
        })
        found.push(`${name}/${store}: ${all.length}`, asText(all))
      }
      database.close()
    }
    return found.join('\n')
  })
