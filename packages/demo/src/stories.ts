import type { PersonDetails } from '@excelsior/domain'
import type { History } from './history.ts'
import type { Registry } from './places.ts'

/** What may have happened to a person, and how often among many. */
export interface Story {
  readonly id: string
  readonly weight: number
  tell(history: History): void
}

const PFIZER = '208'
const PFIZER_GREY = '217'
const PFIZER_CHILD = '218'
const MODERNA = '207'
const JANSSEN = '212'
const ASTRAZENECA = '210'
const INFLUENZA = '150'

const HOURS = 60
const DAYS = 24 * 60

const OTHER: Readonly<Record<Registry, Registry>> = { CIR: 'NYSIIS', NYSIIS: 'CIR' }

/** A product of two doses, fitting the age, with the days between them. */
function product({ ageYears, chance }: History): { readonly cvx: string; readonly interval: number } {
  if (ageYears < 12) return { cvx: PFIZER_CHILD, interval: chance.between(21, 27) }
  if (ageYears < 18 || chance.happens(0.6)) {
    return { cvx: chance.happens(0.8) ? PFIZER : PFIZER_GREY, interval: chance.between(21, 30) }
  }
  return { cvx: MODERNA, interval: chance.between(28, 40) }
}

/** A whole series whose last dose was so many days ago, mostly at one site. */
function series(history: History, lastDoseDaysAgo: number): void {
  const { cvx, interval } = product(history)
  const site = history.site()
  history.dose(cvx, lastDoseDaysAgo + interval, { site })
  history.dose(cvx, lastDoseDaysAgo, history.chance.happens(0.85) ? { site } : {})
}

const recently = (history: History): number => history.chance.between(16, 170)

/** Every ending that the rules know, and the ways that records go on their way there. */
export const STORIES: readonly Story[] = [
  { id: 'vaccinated', weight: 26, tell: (history) => series(history, recently(history)) },
  {
    id: 'janssen',
    weight: 5,
    tell: (history) => history.dose(history.ageYears < 18 ? PFIZER : JANSSEN, recently(history)),
  },
  {
    id: 'boosted',
    weight: 10,
    tell(history) {
      const booster = history.chance.between(2, 120)
      series(history, booster + history.chance.between(150, 210))
      history.dose(
        history.ageYears < 18 ? PFIZER_GREY : history.chance.pick([PFIZER, PFIZER_GREY, MODERNA]),
        booster,
      )
    },
  },
  { id: 'renewable', weight: 6, tell: (history) => series(history, history.chance.between(181, 330)) },
  { id: 'too-soon', weight: 4, tell: (history) => series(history, history.chance.between(0, 13)) },
  {
    id: 'series-incomplete',
    weight: 5,
    tell: (history) => history.dose(product(history).cvx, history.chance.between(1, 60)),
  },
  {
    id: 'mixed-products',
    weight: 2,
    tell(history) {
      const last = recently(history)
      history.dose(PFIZER, last + history.chance.between(28, 45))
      history.dose(MODERNA, last)
    },
  },
  {
    id: 'dose-too-early',
    weight: 1,
    tell(history) {
      const first = history.chance.between(40, 90)
      history.dose(PFIZER, first)
      history.dose(PFIZER, first - 10)
    },
  },
  {
    id: 'two-registries',
    weight: 4,
    tell(history) {
      const { cvx, interval } = product(history)
      const last = recently(history)
      const first = history.chance.pick(['CIR', 'NYSIIS'] as const)
      history.dose(cvx, last + interval, {
        registry: first,
        site: history.site(first),
        person: formerly(history),
      })
      history.dose(cvx, last, { registry: OTHER[first], site: history.site(OTHER[first]) })
    },
  },
  {
    id: 'reported-twice',
    weight: 3,
    tell(history) {
      const { cvx, interval } = product(history)
      const last = recently(history)
      const site = history.site()
      history.dose(cvx, last + interval, { site })
      history.dose(cvx, last, { site })
      history.dose(cvx, last, { site, registry: OTHER[site.registry] })
    },
  },
  {
    id: 'no-address-of-place',
    weight: 1,
    tell(history) {
      const { cvx, interval } = product(history)
      const last = recently(history)
      history.dose(cvx, last + interval, { withoutAddress: true })
      history.dose(cvx, last, { withoutAddress: true })
    },
  },
  {
    id: 'outside-jurisdiction',
    weight: 3,
    tell(history) {
      const { cvx, interval } = product(history)
      const last = recently(history)
      const site = history.siteOutside()
      history.dose(cvx, last + interval, { site })
      history.dose(cvx, last, { site })
    },
  },
  {
    id: 'historical',
    weight: 2,
    tell(history) {
      const last = recently(history)
      history.dose(PFIZER, last + 24, { historical: true })
      history.dose(PFIZER, last, { historical: true })
    },
  },
  {
    id: 'not-authorised',
    weight: 1,
    tell(history) {
      const last = recently(history)
      history.dose(ASTRAZENECA, last + 56)
      history.dose(ASTRAZENECA, last)
    },
  },
  {
    id: 'also-influenza',
    weight: 3,
    tell(history) {
      const last = recently(history)
      series(history, last)
      history.dose(INFLUENZA, Math.max(1, last - 10))
    },
  },
  {
    id: 'pcr-fresh',
    weight: 6,
    tell: ({ test, chance }) =>
      test('pcr', 'negative', chance.between(5 * HOURS, 40 * HOURS), { dayOnly: chance.happens(0.3) }),
  },
  {
    id: 'antigen-fresh',
    weight: 5,
    tell: ({ test, chance }) => test('antigen', 'negative', chance.between(20, 3 * HOURS)),
  },
  {
    id: 'vaccinated-and-tested',
    weight: 4,
    tell(history) {
      series(history, recently(history))
      history.test('pcr', 'negative', history.chance.between(6 * HOURS, 36 * HOURS))
      history.test('antigen', 'negative', history.chance.between(30, 3 * HOURS))
    },
  },
  {
    id: 'pcr-expired',
    weight: 4,
    tell: ({ test, chance }) => test('pcr', 'negative', chance.between(5, 60) * DAYS),
  },
  {
    id: 'antigen-expired',
    weight: 3,
    tell: ({ test, chance }) => test('antigen', 'negative', chance.between(7 * HOURS, 20 * DAYS)),
  },
  {
    id: 'recent-positive',
    weight: 4,
    tell(history) {
      if (history.chance.happens(0.6)) series(history, recently(history))
      history.test(history.chance.pick(['pcr', 'antigen']), 'positive', history.chance.between(1, 9) * DAYS)
      if (history.chance.happens(0.3)) history.test('antigen', 'negative', history.chance.between(30, 200))
    },
  },
  {
    id: 'recovered',
    weight: 3,
    tell(history) {
      series(history, recently(history))
      history.test('pcr', 'positive', history.chance.between(13, 90) * DAYS)
    },
  },
  {
    id: 'inconclusive',
    weight: 2,
    tell: ({ test, chance }) =>
      test(chance.pick(['pcr', 'antigen']), 'inconclusive', chance.between(60, 40 * HOURS)),
  },
  {
    id: 'preliminary',
    weight: 1,
    tell: ({ test, chance }) =>
      test('pcr', 'negative', chance.between(4 * HOURS, 20 * HOURS), {
        states: [{ status: 'preliminary', result: 'negative' }],
      }),
  },
  {
    id: 'corrected',
    weight: 2,
    tell: ({ test, chance }) =>
      test('pcr', 'negative', chance.between(20 * HOURS, 45 * HOURS), {
        states: [
          { status: 'preliminary', result: 'positive' },
          { status: 'final', result: 'positive' },
          { status: 'corrected', result: 'negative' },
        ],
      }),
  },
  {
    id: 'positive-withdrawn',
    weight: 1,
    tell(history) {
      series(history, recently(history))
      history.test('pcr', 'positive', history.chance.between(40 * HOURS, 6 * DAYS), {
        states: [
          { status: 'final', result: 'positive' },
          { status: 'wrong', result: 'positive' },
        ],
      })
    },
  },
]

export function storyOf(id: string): Story {
  const story = STORIES.find((each) => each.id === id)
  if (story === undefined) throw new RangeError(`there is no story "${id}"`)
  return story
}

/** How the first registry still knows a person who has since moved, or got a new number. Never both. */
function formerly({ person, chance }: History): PersonDetails {
  if (person.phone === undefined) return person
  if (chance.happens(0.5))
    return { ...person, phone: `838557${String(chance.between(0, 9999)).padStart(4, '0')}` }
  return {
    ...person,
    street: `${chance.between(1, 900)} Former Rd`,
    city: 'Albany',
    state: 'NY',
    postalCode: '12203',
  }
}
