import type { FileReading } from '@excelsior/capture'
import {
  credentialsIn,
  isWalletFile,
  looksLikeCredential,
  type StartedCard,
  takeCode,
  wholeCards,
} from '@excelsior/credentials'
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
  /** Of a card in several codes some were seen, and not yet all. */
  | { readonly kind: 'part'; readonly seen: number; readonly of: number }
  | { readonly kind: 'refused'; readonly why: NotAdded; readonly source: Source }
  /** `again`: all of them were here already. `refused`: others of the same file, each with its reason. */
  | {
      readonly kind: 'added'
      readonly ids: readonly string[]
      readonly again: boolean
      readonly refused: readonly NotAdded[]
    }

export interface Adder {
  readonly state: Adding
  /** Checks a code, or all codes that were found together, and keeps what may be kept. */
  add(given: string | readonly string[], source: Source): Promise<void>
  refuse(why: NotAdded, source: Source): void
  /** What came of the last one was read. */
  settle(): void
}

type Kept = Extract<Examined, { ok: true }>

export interface AdderOptions {
  examine(text: string): Promise<Examined>
  refreshTrust(): Promise<void>
  /** All that is kept now. */
  kept(): Promise<readonly KeptPass[]>
  /** Whether this person is the pinned one, by another pass of theirs. */
  isPinned(pass: Kept): boolean
  keep(passes: readonly KeptPass[]): Promise<void>
  onChange(): void
}

/** The one way in: nothing is kept that did not pass `examine`. */
export function createAdder(options: AdderOptions): Adder {
  let state: Adding = { kind: 'idle' }
  /** What one frame of the camera showed and nothing proves: it counts when it is read a second time. */
  let suspect: string | undefined
  let started: StartedCard | undefined

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
  /** Of one that is there already the one that is there. */
  const keep = async (good: readonly Kept[], refused: readonly NotAdded[]): Promise<Adding> => {
    const there = await options.kept()
    const added: KeptPass[] = []
    const ids = good.map((examined) => {
      const { text } = examined
      const same = [...there, ...added].find((pass) => pass.text === text)
      if (same) return same.id
      const pass = { id: newId(), text, pinned: options.isPinned(examined) }
      added.push(pass)
      return pass.id
    })
    if (added.length > 0) await options.keep(added)
    return { kind: 'added', ids: [...new Set(ids)], again: added.length === 0, refused }
  }
  /** The text of all that is whole; a part of a card is put beside those that were seen before. */
  const takeWhole = (text: string): readonly string[] | undefined => {
    if (isWalletFile(text)) return [text]
    const taken = takeCode(started, text)
    started = taken.whole ? undefined : taken.started
    if (taken.whole) return [taken.text]
    const { seen, of } = taken
    if (state.kind !== 'part' || state.seen !== seen || state.of !== of) set({ kind: 'part', seen, of })
    return undefined
  }

  return {
    get state() {
      return state
    },
    async add(given, source) {
      if (state.kind === 'checking') return
      const before = state
      const texts = typeof given === 'string' ? takeWhole(given) : given
      if (!texts) return
      set({ kind: 'checking' })
      // Where the reader for split cards cannot be had, each stands for itself, and `examine` says what is missing.
      const together = await allIn(texts).catch(() => texts)
      const [only = ''] = together
      // A part of a card in a picture: the others may be in the next one.
      const found = together.length === 1 && typeof given !== 'string' ? takeWhole(only) : together
      if (!found) return
      const examined: Examined[] = []
      for (const each of found) examined.push(await examineTwice(each))
      const good = examined.filter((one): one is Kept => one.ok)
      const refused: Refusal[] = []
      for (const one of examined) if (!one.ok) refused.push(one.refusal)
      const [why = 'no-pass'] = refused
      if (good.length === 0) {
        if (source === 'camera' && maybeMisread(why) && suspect !== only) {
          suspect = only
          return set(before)
        }
        return set({ kind: 'refused', why, source })
      }
      try {
        set(await keep(good, refused))
      } catch {
        set({ kind: 'refused', why: 'not-stored', source })
      }
    },
    refuse: (why, source) => set({ kind: 'refused', why, source }),
    settle() {
      suspect = undefined
      started = undefined
      if (state.kind !== 'idle' && state.kind !== 'checking') set({ kind: 'idle' })
    },
  }
}

/** Each credential of a file, a picture or a document by itself. Other codes beside them, such as an address, are none. */
async function allIn(texts: readonly string[]): Promise<readonly string[]> {
  const whole = texts.length === 1 ? texts : await wholeCards(texts)
  const credentials = whole.filter((text) => looksLikeCredential(text.trim()))
  const found: string[] = []
  for (const text of credentials.length > 0 ? credentials : whole)
    found.push(...(isWalletFile(text) ? [text] : await credentialsIn(text)))
  return found
}
