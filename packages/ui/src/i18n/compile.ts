import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import type { Catalog, Message, Part } from './message.ts'

/** Takes ICU messages apart: at build time for browsers, at start for the server. Throws, naming the key, on a text with a fault. */
export function compileTexts(texts: Readonly<Record<string, string>>): Catalog {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, compileText(key, text)]))
}

function compileText(key: string, text: string): Message {
  try {
    const parts = partsOf(parse(text, { requiresOtherClause: true }))
    return parts.every((part) => typeof part === 'string') ? parts.join('') : parts
  } catch (fault) {
    throw new Error(`the text "${key}" is no ICU message: ${fault instanceof Error ? fault.message : ''}`)
  }
}

function partsOf(elements: readonly MessageFormatElement[], counted?: string): Part[] {
  return elements.map((element): Part => {
    switch (element.type) {
      case TYPE.literal:
        return element.value
      case TYPE.argument:
        return { argument: element.value }
      case TYPE.number:
        return { number: element.value }
      case TYPE.pound:
        if (counted === undefined) throw new Error('# outside a plural')
        return { number: counted }
      case TYPE.tag:
        return { tag: element.value, parts: partsOf(element.children, counted) }
      case TYPE.select:
        return { select: element.value, cases: casesOf(element.options, counted) }
      case TYPE.plural:
        if (element.offset !== 0) throw new Error('a plural with an offset')
        return {
          plural: element.value,
          ordinal: element.pluralType === 'ordinal',
          cases: casesOf(element.options, element.value),
        }
      default:
        // Dates come ready-made from when.ts: Intl has no Haitian Creole, and a browser's zone is not the policy's.
        throw new Error('dates and times are no part of a message')
    }
  })
}

function casesOf(options: Readonly<Record<string, { value: MessageFormatElement[] }>>, counted?: string) {
  return Object.fromEntries(
    Object.entries(options).map(([name, { value }]) => [name, partsOf(value, counted)]),
  )
}
