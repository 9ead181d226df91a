import type { FileReading } from '@excelsior/capture'
import { type Examined, maybeMisread, newListMayHelp, type Refusal } from './passes/check-pass.ts'
import type { KeptPass } from './passes/kept-pass.ts'
import { newId } from './passes/sealing.ts'

/** How a code came in. */
export type Source = 'portal' | 'camera' | 'picture' | 'pasted'

export type NotAdded =
  | Refusal
  /** Genuine, but the device could not write it down. */
  | 'not-stored'
  /** Nothing could be read from the chosen file. */
  | `picture-${Extract<FileReading, { ok: false }>['reason']}`
  | 'no-decoder'

export type Adding =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'refused'; readonly why: NotAdded; readonly source: Source }
  /** `again`: it was here already. */
  | { readonly kind: 'added'; readonly id: string; readonly again: boolean }

export interface Adder {
  readonly state: Adding
  /** Checks a code, and keeps it if it holds. */
  add(text: string, source: Source): Promise<void>
  refuse(why: NotAdded, source: Source): void
  /** What came of the last one was read. */
  settle(): void
}

export interface AdderOptions {
  examine(text: string): Promise<Examined>
  refreshTrust(): Promise<void>
  /** All that is kept now. */
  kept(): Promise<readonly KeptPass[]>
  /** Whether this person is the pinned one, by another pass of theirs. */
  isPinned(pass: Extract<Examined, { ok: true }>): boolean
  keep(pass: KeptPass): Promise<void>
  onChange(): void
}

/** The one way in: nothing is kept that did not pass `examine`. */
export function createAdder(options: AdderOptions): Adder {
  let state: Adding = { kind: 'idle' }
  /** What one frame of the camera showed and nothing proves: it counts when it is read a second time. */
  let suspect: string | undefined

  const set = (next: Adding) => {
    state = next
    options.onChange()
  }
  const examineTwice = async (text: string): Promise<Examined> => {
    const first = await options.examine(text)
    if (first.ok || !newListMayHelp(first.refusal)) return first
    await options.refreshTrust()
    return options.examine(text)
  }
  const keep = async (examined: Extract<Examined, { ok: true }>): Promise<Adding> => {
    const there = (await options.kept()).find(({ text }) => text === examined.text)
    if (there) return { kind: 'added', id: there.id, again: true }
    const id = newId()
    await options.keep({ id, text: examined.text, pinned: options.isPinned(examined) })
    return { kind: 'added', id, again: false }
  }

  return {
    get state() {
      return state
    },
    async add(text, source) {
      if (state.kind === 'checking') return
      const before = state
      set({ kind: 'checking' })
      const examined = await examineTwice(text)
      if (!examined.ok) {
        const { refusal } = examined
        if (source === 'camera' && maybeMisread(refusal) && suspect !== text) {
          suspect = text
          return set(before)
        }
        return set({ kind: 'refused', why: refusal, source })
      }
      try {
        set(await keep(examined))
      } catch {
        set({ kind: 'refused', why: 'not-stored', source })
      }
    },
    refuse: (why, source) => set({ kind: 'refused', why, source }),
    settle() {
      suspect = undefined
      if (state.kind !== 'idle' && state.kind !== 'checking') set({ kind: 'idle' })
    },
  }
}
