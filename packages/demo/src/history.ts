import {
  type CivilDate,
  civilDateOf,
  type DateTime,
  type HealthRecord,
  type Immunization,
  type Instant,
  type LabResult,
  type PersonDetails,
  type Policy,
  type ResultStatus,
  type TestKind,
  type TestResult,
} from '@excelsior/domain'
import type { Chance } from './chance.ts'
import type { Home } from './identities.ts'
import type { Places, Registry, Site } from './places.ts'
import type { DemoEntry, DemoReport } from './resident.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface DoseOptions {
  /** Otherwise a site near home. */
  readonly site?: Site
  /** Otherwise the registry that the site reports to. */
  readonly registry?: Registry
  readonly historical?: boolean
  /** As that registry knows the person, where it differs. */
  readonly person?: PersonDetails
  /** The place's address is left out, as in some old messages. */
  readonly withoutAddress?: boolean
}

export interface TestOptions {
  readonly site?: Site
  /** The states it is reported in, in order; otherwise `final` alone. */
  readonly states?: readonly { readonly status: ResultStatus; readonly result: TestResult }[]
  /** The message gives the day only. */
  readonly dayOnly?: boolean
}

/** The health history of one person as it comes to be: each call is one thing that happened and was reported. */
export interface History {
  readonly person: PersonDetails
  readonly chance: Chance
  readonly ageYears: number
  /** A dose of the product with this CVX code. */
  dose(cvx: string, daysAgo: number, options?: DoseOptions): void
  test(test: TestKind, result: TestResult, minutesAgo: number, options?: TestOptions): void
  site(registry?: Registry): Site
  siteOutside(): Site
  readonly reports: readonly DemoReport[]
  /** Every record in its last state. */
  records(): readonly HealthRecord[]
}

export interface HistoryContext {
  readonly chance: Chance
  readonly places: Places
  readonly policy: Policy
  readonly now: Instant
  /** A number that no other record has. */
  nextNumber(): number
}

/** Travellers get doses and tests elsewhere, which does not lead to a pass here. */
const OUTSIDE: readonly Site[] = [
  {
    name: 'Garden Gate Pharmacy',
    street: '12 Washington St',
    city: 'Hoboken',
    state: 'NJ',
    postalCode: '07030',
    registry: 'CIR',
  },
  {
    name: 'Long Wharf Clinic',
    street: '90 Front St',
    city: 'New Haven',
    state: 'CT',
    postalCode: '06511',
    registry: 'NYSIIS',
  },
  {
    name: 'Blue Ridge Family Practice',
    street: '4 Court Sq',
    city: 'Scranton',
    state: 'PA',
    postalCode: '18503',
    registry: 'NYSIIS',
  },
]

export function historyOf(
  person: PersonDetails,
  ageYears: number,
  home: Home,
  context: HistoryContext,
): History {
  const { chance, places, policy, now } = context
  const reports: DemoReport[] = []
  const today = policy.zone.dayAt(now)

  const near = places.sites.filter(({ postalCode }) => postalCode.slice(0, 3) === home.postalCode.slice(0, 3))
  const site = (registry?: Registry): Site => {
    const fitting = (chance.happens(0.8) && near.length > 0 ? near : places.sites).filter(
      (each) => registry === undefined || each.registry === registry,
    )
    return chance.pick(
      fitting.length > 0 ? fitting : places.sites.filter((each) => each.registry === registry),
    )
  }
  const jurisdictionOf = ({ state }: Site): string => `US-${state}`
  const report = (source: DemoReport['source'], at: number, who: PersonDetails, entry: DemoEntry): void => {
    reports.push({ source, person: who, sentAt: Math.min(at, now) as Instant, entries: [entry] })
  }

  return {
    person,
    chance,
    ageYears,
    site,
    siteOutside: () => chance.pick(OUTSIDE),
    reports,
    dose(cvx, daysAgo, options = {}) {
      const at = options.site ?? site(options.registry)
      const day = today - daysAgo
      const record: Immunization = {
        kind: 'immunization',
        cvx,
        date: civilDateOf(day),
        ...(options.withoutAddress
          ? { jurisdiction: policy.jurisdiction }
          : { jurisdiction: jurisdictionOf(at) }),
        status: 'completed',
        historical: options.historical ?? false,
        place: at.name,
        ...(!options.withoutAddress && { placePostalCode: at.postalCode }),
      }
      const sent =
        policy.zone.midnightStartingDay(day) + chance.between(9, 20) * HOUR + chance.between(0, 59) * MINUTE
      const id = `${at.registry === 'CIR' ? 'C' : 'N'}${context.nextNumber()}`
      report(options.registry ?? at.registry, sent, options.person ?? person, { id, record, site: at })
    },
    test(test, result, minutesAgo, options = {}) {
      const at = options.site ?? site()
      const laboratory = chance.pick(places.laboratories)
      const collected = (Math.floor((now - minutesAgo * MINUTE) / MINUTE) * MINUTE) as Instant
      const text: CivilDate | DateTime = options.dayOnly
        ? policy.zone.dateAt(collected)
        : (policy.zone.format(collected) as DateTime)
      const id = `L${context.nextNumber()}`
      const states = options.states ?? [{ status: 'final' as const, result }]
      const hours = test === 'antigen' ? 0.25 : chance.between(8, 30)
      for (const [index, state] of states.entries()) {
        const record: LabResult = {
          kind: 'lab',
          test,
          result: state.result,
          collected: text,
          jurisdiction: jurisdictionOf(at),
          status: state.status,
          place: at.name,
          placePostalCode: at.postalCode,
        }
        const sent = collected + hours * HOUR + index * Math.min(DAY / 2, Math.max(0, now - collected) / 4)
        // Later states must be later, also where all of them came in just now.
        report('ECLRS', Math.min(sent, now - (states.length - index) * 1000), person, {
          id,
          record,
          site: at,
          laboratory,
        })
      }
    },
    records() {
      const last = new Map<string, HealthRecord>()
      for (const { entries } of reports) for (const { id, record } of entries) last.set(id, record)
      return [...last.values()]
    },
  }
}
