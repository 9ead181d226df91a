import { vaccinationMessage } from './hl7.ts'
import type { Answers, TypedDetails } from './retrieve.ts'

/** Somebody made up for one journey: on file once their message is sent. */
export interface Neighbour extends TypedDetails {
  readonly message: string
  /** Right for a vaccination pass. */
  readonly answers: Answers
}

export interface Kind {
  /** Sets these people apart from others of the same file. */
  readonly tag: string
  readonly phone?: false
}

const HEADS = ['Ber', 'Cal', 'Dor', 'Fen', 'Gul', 'Har', 'Jas', 'Kel', 'Lom', 'Mir', 'Nor', 'Pas']
const TAILS = [
  'avek',
  'bridge',
  'cotti',
  'dahl',
  'escu',
  'field',
  'gren',
  'holm',
  'ickson',
  'javi',
  'kova',
  'land',
]
const GIVEN = ['Agnes', 'Bruno', 'Clara', 'Dario', 'Edith', 'Felix', 'Greta', 'Henry', 'Ingrid', 'Jonas']

/** So many people, no two alike: two doses of Pfizer in Albany, 80 and 50 days ago. */
export function neighbours(count: number, { tag, phone }: Kind): readonly Neighbour[] {
  return Array.from({ length: count }, (_, index) => {
    const seed = index + hash(tag)
    const number = String(1000 + (seed % 9000))
    const givenName = GIVEN[index % GIVEN.length] ?? ''
    const familyName = `${tag}${(HEADS[Math.floor(index / 12) % 12] ?? '').toLowerCase()}${TAILS[index % 12] ?? ''}`
    const birthDate = `${1940 + (seed % 45)}-${two(1 + (seed % 12))}-${two(1 + (seed % 28))}`
    const id = `${tag}${index}`
    const patient = {
      id,
      given: givenName,
      family: familyName,
      born: birthDate.replaceAll('-', ''),
      ...(phone !== false && { phone: `518557${number}` }),
    }
    const doses = [80, 50].map((days) => ({ id: `${id}-${days}`, daysAgo: days }))
    return {
      givenName,
      familyName,
      birthDate,
      postalCode: '12203',
      phone: `518557${number}`,
      message: vaccinationMessage(patient, doses),
      answers: { 'dose-region': 'capital-region', 'dose-month': monthOf(80), 'dose-product': 'pfizer' },
    }
  })
}

/** The month that it was so many days ago, in New York. */
function monthOf(daysAgo: number): string {
  const zone = { month: 'numeric', timeZone: 'America/New_York' } as const
  return new Intl.DateTimeFormat('en-US', zone).format(new Date(Date.now() - daysAgo * 86_400_000))
}

const two = (number: number) => String(number).padStart(2, '0')
const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7)
