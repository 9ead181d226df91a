import { asKept, type WalletPass } from './kept-pass.ts'
import type { PassStore } from './pass-store.ts'

/** The last removal, while there is a way back. What it removed is in memory only, and leaves it with the way back. */
export interface Removal {
  readonly last: { readonly passes: readonly WalletPass[] } | undefined
  /** Removes at once, whatever is done about it later. */
  remove(passes: readonly WalletPass[]): Promise<void>
  removeAll(passes: readonly WalletPass[]): Promise<void>
  undo(): Promise<void>
  /** While somebody is at the way back, it stays; its time begins anew when they leave it (WCAG 2.2, 2.2.1). */
  hold(held: boolean): void
  /** Gives up the way back. */
  forget(): void
}

/** Milliseconds: time enough to read two lines and to find the button. */
const WAY_BACK_FOR = 20_000

export function createRemoval(store: PassStore, onChange: () => void): Removal {
  let last: { readonly passes: readonly WalletPass[] } | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  const count = () => {
    timer = setTimeout(() => set(undefined), WAY_BACK_FOR)
  }
  const set = (next: typeof last) => {
    clearTimeout(timer)
    if (last === next) return
    last = next
    if (next) count()
    onChange()
  }
  return {
    get last() {
      return last
    },
    async remove(passes) {
      await store.remove(passes.map(({ id }) => id))
      set({ passes })
    },
    async removeAll(passes) {
      await store.clear()
      set({ passes })
    },
    async undo() {
      const passes = last?.passes
      set(undefined)
      if (passes) await store.put(passes.map(asKept))
    },
    hold(held) {
      clearTimeout(timer)
      if (last && !held) count()
    },
    forget: () => set(undefined),
  }
}
