/** The sizes of paper that a pass can be had on: the country's own first. */
export const PAPERS = ['us-letter', 'a4'] as const
