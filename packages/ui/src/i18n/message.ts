/**
 * A text, ready to be filled in: ICU MessageFormat taken apart beforehand, so that no browser needs a parser.
 * Plain data, so that it travels as JSON.
 */
export type Message = string | readonly Part[]

export type Part =
  | string
  | { readonly argument: string }
  | { readonly number: string }
  | { readonly select: string; readonly cases: Readonly<Record<string, readonly Part[]>> }
  | {
      readonly plural: string
      readonly ordinal: boolean
      readonly cases: Readonly<Record<string, readonly Part[]>>
    }
  | { readonly tag: string; readonly parts: readonly Part[] }

/** All texts of one language, by key. */
export type Catalog = Readonly<Record<string, Message>>

/** What a language does with numbers. */
export interface NumberWords {
  digits(value: number): string
  /** A CLDR plural category, `one`, `few`, `other`. */
  category(value: number, ordinal: boolean): string
}

export type Tags<T> = Readonly<Record<string, (inside: (string | T)[]) => T>>

/** Fills a message in. A value or tag that the message wants and nobody gave is a bug, and thrown as one. */
export function fill<T>(
  message: Message,
  values: Readonly<Record<string, string | number | T>>,
  tags: Tags<T>,
  words: NumberWords,
): (string | T)[] {
  const filled: (string | T)[] = []
  for (const part of typeof message === 'string' ? [message] : message) {
    if (typeof part === 'string') filled.push(part)
    else if ('argument' in part) filled.push(shown(givenFor(values, part.argument), words))
    else if ('number' in part) filled.push(words.digits(numberOf(values, part.number)))
    else if ('tag' in part) filled.push(tagOf(tags, part.tag)(fill(part.parts, values, tags, words)))
    else filled.push(...fill(caseOf(part, values, words), values, tags, words))
  }
  return filled
}

function caseOf<T>(
  choice: Extract<Part, { select: string } | { plural: string }>,
  values: Readonly<Record<string, string | number | T>>,
  words: NumberWords,
): readonly Part[] {
  const { cases } = choice
  if ('select' in choice) return cases[String(givenFor(values, choice.select))] ?? cases.other ?? []
  const count = numberOf(values, choice.plural)
  return cases[`=${count}`] ?? cases[words.category(count, choice.ordinal)] ?? cases.other ?? []
}

const shown = <T>(value: string | number | T, words: NumberWords) =>
  typeof value === 'number' ? words.digits(value) : value

function tagOf<T>(tags: Tags<T>, name: string): (inside: (string | T)[]) => T {
  const tag = tags[name]
  if (tag === undefined) throw new Error(`a text wants the tag <${name}>`)
  return tag
}

function givenFor<T>(
  values: Readonly<Record<string, string | number | T>>,
  name: string,
): string | number | T {
  const value = values[name]
  if (value === undefined) throw new Error(`a text wants the value {${name}}`)
  return value
}

function numberOf<T>(values: Readonly<Record<string, string | number | T>>, name: string): number {
  const value = givenFor(values, name)
  if (typeof value !== 'number') throw new Error(`a text wants a number for {${name}}`)
  return value
}
