import type { Batch } from './outgoing.ts'

const ADDRESS = '/api/tallies'
const WITHIN = 15_000

/** `settled`: counted, or refused for good; either way it is not sent again. `later`: nobody answered. */
export type Sending = 'settled' | 'later'

/** To this origin and nobody else, without cookies. */
export async function sendCounts(batch: Batch): Promise<Sending> {
  const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), WITHIN))
  try {
    const response = await Promise.race([post(batch), late])
    if (response === 'late') return 'later'
    const refusedForGood = response.status === 400 || response.status === 413 || response.status === 422
    return response.status === 204 || refusedForGood ? 'settled' : 'later'
  } catch {
    return 'later'
  }
}

const post = (batch: Batch): Promise<Response> =>
  fetch(ADDRESS, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(batch),
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
  })

/** 128 bits of chance, as hexadecimal digits. */
export const newBatchKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
