/** Which of the two immunization registries a place of care reports to. */
export type Registry = 'NYSIIS' | 'CIR'

export interface Site {
  readonly name: string
  readonly street: string
  readonly city: string
  /** Two letters. */
  readonly state: string
  readonly postalCode: string
  readonly registry: Registry
}

export interface Laboratory {
  readonly name: string
  readonly street: string
  readonly city: string
  readonly state: string
  readonly postalCode: string
  /** CLIA number. */
  readonly clia: string
}

export interface Places {
  readonly sites: readonly Site[]
  readonly laboratories: readonly Laboratory[]
}

/** Reads a document of places such as `data/places/us-ny.json`. Throws a TypeError that names the first faulty entry. */
export function parsePlaces(json: unknown): Places {
  const document = objectIn(json, 'document')
  const state = textIn(document, 'state', 'document')
  const sites = listIn(document, 'sites').map((entry, index): Site => {
    const where = `sites[${index}]`
    const site = objectIn(entry, where)
    const registry = textIn(site, 'registry', where)
    if (registry !== 'NYSIIS' && registry !== 'CIR')
      throw new TypeError(`${where}.registry must be NYSIIS or CIR`)
    return { name: textIn(site, 'name', where), ...address(site, where), state, registry }
  })
  const laboratories = listIn(document, 'laboratories').map((entry, index): Laboratory => {
    const where = `laboratories[${index}]`
    const laboratory = objectIn(entry, where)
    const clia = textIn(laboratory, 'clia', where)
    return { name: textIn(laboratory, 'name', where), ...address(laboratory, where), state, clia }
  })
  return { sites, laboratories }
}

function address(fields: Fields, where: string) {
  return {
    street: textIn(fields, 'street', where),
    city: textIn(fields, 'city', where),
    postalCode: textIn(fields, 'postalCode', where),
  }
}

type Fields = Readonly<Record<string, unknown>>

function objectIn(json: unknown, where: string): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new TypeError(`${where} must be an object`)
  return json as Fields
}

function listIn(fields: Fields, key: string): readonly unknown[] {
  const list = fields[key]
  if (!Array.isArray(list) || list.length === 0)
    throw new TypeError(`${key} must be a list that is not empty`)
  return list
}

function textIn(fields: Fields, key: string, where: string): string {
  const text = fields[key]
  if (typeof text !== 'string' || text === '') throw new TypeError(`${where}.${key} must be text`)
  return text
}
