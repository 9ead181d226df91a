import {
  type AcceptancePolicy,
  type AcceptedKind,
  type CountryRules,
  FOREIGN_FORMATS,
  FOREIGN_KINDS,
} from './acceptance.ts'
import { type Fault, fault, fields, items, type JsonPlace, text, unique, wholeNumber } from './json-check.ts'
import { type Entry, isFilled, readProduct } from './parse-decision-rules.ts'

export type ParsedAcceptance =
  | { readonly ok: true; readonly policy: AcceptancePolicy }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Reads an acceptance file's JSON. Reports every fault of it; a key that is not known is one, for it may be misspelt. */
export function parseAcceptance(json: unknown): ParsedAcceptance {
  const at: JsonPlace = { json, path: '$', faults: [] }
  const { name, accepts, otherProducts, recovery, countryRules } = fields(at, [
    'name',
    'accepts',
    'otherProducts',
    'recovery',
    'countryRules',
  ])
  const codes: Entry[] = []
  const days = fields(recovery, ['fromDay', 'untilDay'])
  const fromDay = wholeNumber(days.fromDay, 0, 365)
  const policy: AcceptancePolicy = {
    name: text(name, 'a name', isFilled),
    accepts: items(accepts, 0, 100).map(readEntry),
    otherProducts: items(otherProducts, 0, 50).map((place) => readProduct(place, 0, codes)),
    recovery: { fromDay, untilDay: wholeNumber(days.untilDay, fromDay, 3650) },
    ...(countryRules.json === null ? {} : { countryRules: readCountryRules(countryRules) }),
  }
  if (countryRules.json === null && policy.accepts.some(({ rules }) => rules === 'country'))
    fault(countryRules, 'an entry goes by rules of countries: they have to be here')
  unique(codes, 'CVX code')
  return at.faults.length === 0 ? { ok: true, policy } : { ok: false, faults: at.faults }
}

/** As a file writes it. */
export function acceptanceJson(policy: AcceptancePolicy): object {
  return {
    ...policy,
    countryRules: policy.countryRules
      ? { ...policy.countryRules, region: policy.countryRules.region ?? null }
      : null,
    accepts: policy.accepts.map((entry) => ({
      ...entry,
      products: entry.products ?? null,
      maximumAgeDays: entry.maximumAgeDays ?? null,
    })),
  }
}

function readEntry(at: JsonPlace): AcceptedKind {
  const { format, kind, issuers, rules, products, maximumAgeDays } = fields(at, [
    'format',
    'kind',
    'issuers',
    'rules',
    'products',
    'maximumAgeDays',
  ])
  const entry = {
    format: oneOf(format, FOREIGN_FORMATS),
    kind: oneOf(kind, FOREIGN_KINDS),
    issuers: issuers.json === 'listed' ? ('listed' as const) : texts(issuers, 'an issuer of the trust list'),
    rules: oneOf(rules, ['own', 'country'] as const),
  }
  if (entry.rules === 'country' && entry.format !== 'dcc') fault(rules, 'rules of countries judge dcc alone')
  return {
    ...entry,
    ...(products.json === null ? {} : { products: texts(products, 'the id of a product') }),
    ...(maximumAgeDays.json === null ? {} : { maximumAgeDays: wholeNumber(maximumAgeDays, 0, 3650) }),
  }
}

function readCountryRules(at: JsonPlace): CountryRules {
  const { country, region, withoutRule, ruleSet } = fields(at, [
    'country',
    'region',
    'withoutRule',
    'ruleSet',
  ])
  const isSet =
    typeof ruleSet.json === 'string' || (typeof ruleSet.json === 'object' && ruleSet.json !== null)
  if (!isSet) fault(ruleSet, 'expected {"rules":[…],"valueSets":{…}}, as it is or as text')
  return {
    country: text(country, 'two letters of a country', (letters) => /^[A-Z]{2}$/.test(letters)),
    ...(region.json === null ? {} : { region: text(region, 'a region', isFilled) }),
    withoutRule: oneOf(withoutRule, ['accepted', 'not-accepted'] as const),
    ruleSet: typeof ruleSet.json === 'string' ? ruleSet.json : JSON.stringify(ruleSet.json ?? {}),
  }
}

function texts(at: JsonPlace, what: string): readonly string[] {
  return items(at, 1, 1000).map((place) => text(place, what, isFilled))
}

function oneOf<const T extends string>(at: JsonPlace, words: readonly T[]): T {
  const found = words.find((word) => word === at.json)
  if (found === undefined) text(at, `one of ${words.join(', ')}`, () => false)
  return found ?? words[0]!
}
