import { LIMITS, looksLikeCredential } from '@excelsior/credentials'

/** Longest text of a credential. */
export const LONGEST_CODE = LIMITS.fileCharacters

/** Ours, or another kind of health pass by its outside. A cheap look, for telling a garbled reading from another code. */
export const looksLikeAPass = (text: string): boolean => looksLikeCredential(text.trim())
