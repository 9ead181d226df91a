import { fieldsOf } from '@excelsior/offline'
import type { KeptPass } from './kept-pass.ts'
import { isLocked, type LockedKey, lockedKey, openLockedKey, withoutTries, withTry } from './lock.ts'
import { newSealingKey, type SealingKey, seal, unseal } from './sealing.ts'
import type { Shelf, StoredKey } from './shelf.ts'

/** `open`: a PIN is set and was given. */
export type LockState = 'none' | 'locked' | 'open'

/** What came of a PIN. `wait`: it was not even tried. */
export type Unlocking = 'open' | 'wrong' | 'wait'

export interface PassStore {
  readonly lasting: boolean
  /** As it was at the last look at what is kept. */
  readonly lock: LockState
  /** Epoch milliseconds from which a PIN is tried again. */
  readonly waitUntil: number
  /** All passes; none while the wallet is locked. */
  all(): Promise<readonly KeptPass[]>
  /** Adds them, or changes the ones with the same id. */
  put(passes: readonly KeptPass[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  clear(): Promise<void>
  /** Puts all passes behind a PIN, or with undefined before it again. Only while they can be read. */
  setPin(pin: string | undefined): Promise<void>
  unlock(pin: string, now: number): Promise<Unlocking>
  /** Forgets the key until the PIN is given again. */
  lockNow(): void
  /** For a PIN that was forgotten: everything goes, the lock with it. */
  forgetAll(): Promise<void>
}

/** How often another page may drop or change the key in between. */
const TRIES = 3

/** All passes on this device, each sealed by itself; `rounds` of the lock for tests. */
export function createPassStore(shelf: Shelf, rounds?: number): PassStore {
  /** The lock that was opened in this page. On the device it goes with the last pass; here it waits for the next. */
  let opened: { readonly kept: LockedKey; readonly key: SealingKey } | undefined
  let lock: LockState = 'none'
  let until = 0

  /** The key that opens what is kept, where this page has it. */
  const usable = (stored: StoredKey | undefined): SealingKey | undefined => {
    if (stored === undefined || !isLocked(stored)) return stored
    return opened?.key.id === stored.id ? opened.key : undefined
  }
  const noteState = (stored: StoredKey | undefined) => {
    if (stored === undefined) lock = opened ? 'open' : 'none'
    else if (!isLocked(stored)) {
      lock = 'none'
      opened = undefined // another page took the lock off
    } else {
      lock = usable(stored) ? 'open' : 'locked'
      until = stored.notBefore
    }
  }
  async function read() {
    const found = await shelf.read()
    noteState(found.key)
    return found
  }
  async function all(): Promise<readonly KeptPass[]> {
    const { key, passes } = await read()
    // What was sealed under a key that is gone can never be opened again: it is not left lying about.
    const lost = passes.map(fieldsOf).filter(({ keyId }) => keyId !== key?.id)
    const ids = lost.map(({ id }) => id).filter((id): id is string => typeof id === 'string')
    if (ids.length > 0) await shelf.remove(ids)
    const mine = usable(key)
    const found = await Promise.all(passes.map((each) => (mine ? unseal(each, mine) : undefined)))
    return found.filter((pass): pass is KeptPass => pass !== undefined)
  }
  /** The key to seal under: the one that is there, the lock that waits, or a new one. */
  async function sealingKey(): Promise<SealingKey> {
    const stored = (await read()).key ?? (await shelf.keepKey(opened?.kept ?? (await newSealingKey())))
    const key = usable(stored)
    if (!key) throw new Error('the wallet is locked')
    return key
  }

  return {
    lasting: shelf.lasting,
    get lock() {
      return lock
    },
    get waitUntil() {
      return until
    },
    all,
    async put(passes) {
      for (let tries = 0; tries < TRIES; tries++) {
        const key = await sealingKey()
        const sealed = await Promise.all(passes.map((pass) => seal(pass, key)))
        if (await shelf.put(sealed)) return
      }
      throw new Error('the passes could not be kept')
    },
    remove: (ids) => shelf.remove(ids),
    clear: () => shelf.clear(),
    async setPin(pin) {
      for (let tries = 0; tries < TRIES; tries++) {
        const before = (await read()).key
        if (before !== undefined && !usable(before)) throw new Error('the wallet is locked')
        const passes = await all()
        const next = pin === undefined ? undefined : await lockedKey(pin, rounds)
        const key = next?.key ?? (await newSealingKey())
        const sealed = await Promise.all(passes.map((pass) => seal(pass, key)))
        if (!(await shelf.replace(next?.kept ?? key, sealed, before?.id))) continue
        opened = next
        lock = next ? 'open' : 'none'
        return
      }
      throw new Error('the lock could not be set')
    },
    async unlock(pin, now) {
      const { key } = await read()
      if (!isLocked(key)) return 'open'
      let tried = false
      const counted = await shelf.changeLock(key.id, (kept) => {
        const next = withTry(kept, now)
        tried = next.tried
        return next.kept
      })
      if (!counted) return 'open' // the lock went in between
      until = counted.notBefore
      if (!tried) return 'wait'
      const right = await openLockedKey(counted, pin)
      if (!right) return 'wrong'
      const kept = (await shelf.changeLock(key.id, withoutTries)) ?? withoutTries(counted)
      opened = { kept, key: right }
      lock = 'open'
      until = 0
      return 'open'
    },
    lockNow() {
      if (!opened) return
      opened = undefined
      lock = 'locked'
    },
    async forgetAll() {
      opened = undefined
      await shelf.clear()
      lock = 'none'
      until = 0
    },
  }
}
