/** Whom to call: a deployment's own, never part of a text. */
export interface Contacts {
  readonly helpDesk: Telephone & { readonly opens: string; readonly closes: string }
  /** Where to be tested, and what to do after a positive test. */
  readonly healthLine: Telephone
  /** The department's list of test sites, where it has one: an https address. */
  readonly testSites?: string
}

export interface Telephone {
  /** E.164, for `tel:`. */
  readonly number: string
  /** As people read it. */
  readonly shown: string
}

/** Reads `data/contacts/*.json`. Throws, naming the place, where something is missing: a deployment must set all. */
export function parseContacts(json: unknown): Contacts {
  const helpDesk = member(json, 'helpDesk')
  return {
    helpDesk: { ...telephone(helpDesk), opens: text(helpDesk, 'opens'), closes: text(helpDesk, 'closes') },
    healthLine: telephone(member(json, 'healthLine')),
    ...(has(json, 'testSites') && { testSites: address(text(json, 'testSites')) }),
  }
}

function telephone(json: unknown): Telephone {
  const number = text(json, 'number')
  if (!/^\+\d{7,15}$/.test(number)) throw new Error('contacts: a number is written +18005550100')
  return { number, shown: text(json, 'shown') }
}

function address(written: string): string {
  if (URL.parse(written)?.protocol !== 'https:') throw new Error('contacts: an address is written https://…')
  return written
}

const has = (json: unknown, name: string) =>
  typeof json === 'object' && json !== null && Object.hasOwn(json, name)

function text(json: unknown, name: string): string {
  const value = member(json, name)
  if (typeof value !== 'string' || value === '') throw new Error(`contacts: "${name}" is no text`)
  return value
}

function member(json: unknown, name: string): unknown {
  const entry =
    typeof json === 'object' && json !== null ? Object.entries(json).find(([key]) => key === name) : undefined
  if (entry === undefined) throw new Error(`contacts: "${name}" is missing`)
  return entry[1]
}
