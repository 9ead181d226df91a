import { checkRules, ruleSetIn } from '@excelsior/credentials'
import {
  type AcceptancePolicy,
  acceptForeign,
  type CivilDate,
  civilDateOf,
  type DecisionRules,
  dayNumber,
  type Fault,
  type ForeignProof,
  type Immunization,
  type Instant,
  parseAcceptance,
} from '@excelsior/domain'

/** Whether a file is one of acceptance, and no policy: by the one key that every such file has. */
export const isAcceptance = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'accepts' in json

/** All faults: of the file, and of the rules of countries in it, each run over samples of every kind. */
export async function acceptanceFaults(json: unknown): Promise<readonly Fault[]> {
  const parsed = parseAcceptance(json)
  if (!parsed.ok) return parsed.faults
  const at = '$.countryRules.ruleSet'
  try {
    const ruleSet = ruleSetIn(parsed.policy)
    const faults = ruleSet ? await checkRules(ruleSet) : []
    return faults.map(({ identifier, version, fault, sample }) => ({
      path: at,
      message:
        fault === 'program-too-old'
          ? `rule ${identifier} ${version} needs a newer program than this one, and scanners as old would say CANNOT CHECK`
          : `rule ${identifier} ${version} comes to no answer for a certificate: ${sample}`,
    }))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ path: at, message: 'expected rules of the EU’s format; one of them is not as it should be' }]
  }
}

/** What one certificate with the last dose alone leads to, so many days after the dose. */
export interface AcceptanceRow {
  readonly product: string
  /** `2/1`. */
  readonly doses: string
  readonly days: number
  readonly until: Instant | null
}

const DAYS: readonly number[] = [0, 13, 14, 15]

/** Every pair from 1/1 to 4/4 by product, on the day of the dose and around the end of the wait. */
export function acceptanceRows(
  policy: AcceptancePolicy,
  rules: DecisionRules,
  day: CivilDate,
): readonly AcceptanceRow[] {
  const pairs = [1, 2, 3, 4].flatMap((of) => [1, 2, 3, 4].map((dose) => ({ dose, of })))
  const products = [...rules.products, ...policy.otherProducts]
  return products.flatMap((product) =>
    pairs.flatMap((series) =>
      DAYS.map((days): AcceptanceRow => {
        const date = civilDateOf(dayNumber(day) - days)
        const dose: Immunization = { kind: 'immunization', cvx: product.cvx[0] ?? '', date }
        const proof: ForeignProof = {
          format: 'dcc',
          issuer: '',
          kind: 'vaccination',
          records: [dose],
          series,
        }
        const entry = policy.accepts.find(({ format, kind }) => format === 'dcc' && kind === 'vaccination')
        const noon = (rules.zone.midnightStarting(day) + 12 * 3_600_000) as Instant
        const decision = entry && acceptForeign(policy, entry, rules, proof, noon)
        return {
          product: product.name,
          doses: `${series.dose}/${series.of}`,
          days,
          until: decision?.accepted ? decision.until : null,
        }
      }),
    ),
  )
}
