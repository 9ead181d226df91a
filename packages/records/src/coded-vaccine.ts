import type { CivilDate } from '@excelsior/domain'
import { type Coding, namesVirus, words } from './coded-result.ts'
import { type CodeTables, isCvx, ndcProduct } from './codes.ts'

export interface VaccineCoding extends Coding {
  /** Undefined where the coding names no system and the field's own is CVX. */
  readonly isCvx: boolean | undefined
  readonly isNdc: boolean
}

/** A CVX code, or why there is none. */
export type VaccineOutcome = string | 'unknown' | 'contradiction' | 'invalid'

/** The CVX code that all codings agree on; without one, an NDC counts through the dated table only. */
export function findVaccine(
  codings: readonly VaccineCoding[],
  day: CivilDate | undefined,
  codes: CodeTables,
): VaccineOutcome {
  let cvx: string | undefined
  for (const coding of codings) {
    const { code, display } = coding
    if (code === undefined || coding.isCvx === false || (coding.isCvx === undefined && !isCvx(code))) continue
    if (!isCvx(code)) return 'invalid'
    if (cvx !== undefined && cvx !== code) return 'contradiction'
    if (display !== undefined && contradictsVaccine(display, code, codes)) return 'contradiction'
    cvx = code
  }
  if (cvx !== undefined) return cvx
  for (const { code, isNdc } of codings) {
    const known = code !== undefined && isNdc ? codes.ndc.get(ndcProduct(code) ?? '') : undefined
    if (known !== undefined && day !== undefined && day >= known.from) return known.cvx
  }
  return 'unknown'
}

const MAKERS: readonly (readonly [maker: string, words: readonly string[]])[] = [
  ['Pfizer-BioNTech', ['pfizer', 'biontech', 'comirnaty', 'bnt162b2']],
  ['Moderna', ['moderna', 'spikevax']],
  ['Janssen', ['janssen', 'ad26', 'johnson']],
  ['AstraZeneca', ['astrazeneca', 'vaxzevria', 'chadox1']],
  ['Novavax', ['novavax', 'nuvaxovid']],
]
const OTHER_VACCINE = [
  'influenza',
  'flu',
  'dtap',
  'tdap',
  'mmr',
  'measles',
  'varicella',
  'hepatitis',
  'polio',
  'hpv',
]

/** Whether a vaccine's text names another maker's product, or a vaccine against something else. */
function contradictsVaccine(display: string, cvx: string, codes: CodeTables): boolean {
  const vaccine = codes.vaccines.get(cvx)
  if (vaccine === undefined) return false
  const said = words(display)
  if (said.some((word) => OTHER_VACCINE.includes(word)) && !namesVirus(display)) return true
  const named = MAKERS.filter(([, list]) => said.some((word) => list.includes(word))).map(([maker]) => maker)
  return vaccine.maker !== undefined && named.length > 0 && !named.includes(vaccine.maker)
}
