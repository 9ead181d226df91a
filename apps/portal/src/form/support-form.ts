import type { Sent } from './forms.ts'

export const TOPICS = ['getting', 'using', 'wallet', 'scanner', 'accessibility', 'feedback', 'other'] as const
export type Topic = (typeof TOPICS)[number]

/** As it was typed. */
export interface SupportForm {
  readonly topic: Topic | undefined
  readonly text: string
  readonly contact: string
}

export interface TypedMessage {
  readonly topic: Topic
  readonly text: string
  readonly contact?: string
}

export const EMPTY_SUPPORT: SupportForm = { topic: undefined, text: '', contact: '' }

/** UTF-16 units: nine bytes each at most in a form's body, which holds 16 KiB. */
export const MOST_TEXT = 1500
export const MOST_CONTACT = 120

export function supportOf(sent: Sent): SupportForm {
  return {
    topic: TOPICS.find((topic) => topic === sent.get('topic')),
    text: cleanText(sent.get('text') ?? ''),
    contact: cleanText(sent.get('contact') ?? '').replace(/\n/g, ' '),
  }
}

/** A terminal may show it: no control characters but line ends, and none that turn the reading direction (UAX 9). */
const cleanText = (text: string) =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim()
