import type { Acceptance } from './trust.ts'

/** With keys and no rules at hand it is only asked whether a credential is genuine. */
export const GENUINE_IS_ENOUGH: Acceptance = { judge: () => ({ accepted: true, until: null }) }
