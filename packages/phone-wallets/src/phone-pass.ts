import type { Instant } from '@excelsior/domain'

/** A pass as a phone's own wallet shows it. */
export interface PhonePass {
  /** Equal for all passes of one person and type, so that the next one takes the place of the last. Tells of nobody. */
  readonly serial: string
  /** What a scanner reads: our own short code, and nothing else. */
  readonly code: string
  /** The whole name in one field: wallets drop parts of names that come in several. */
  readonly name: string
  readonly issued: Instant
  /** Exclusive. */
  readonly expires: Instant
  /** By language (BCP 47), English among them. */
  readonly words: ReadonlyMap<string, PassWords>
}

/** What stands on a pass in one language, ready made: no wallet formats a date of ours. */
export interface PassWords {
  /** "PCR test" */
  readonly type: string
  readonly bornLabel: string
  /** The month in words. */
  readonly born: string
  readonly untilLabel: string
  readonly until: string
  readonly howLabel: string
  readonly how: string
}

/** Who makes passes, as the wallets name them. */
export interface Maker {
  /** "Excelsior Pass" */
  readonly service: string
  /** "New York State" */
  readonly organisation: string
}

/** The violet of the pages' head and of every pass. */
export const VIOLET = [0x43, 0x28, 0x5d] as const

export function english<T>(words: ReadonlyMap<string, T>): T {
  const found = words.get('en')
  if (found === undefined) throw new Error('a pass needs English words')
  return found
}
