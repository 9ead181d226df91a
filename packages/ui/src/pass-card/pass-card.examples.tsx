import { resolve } from 'node:path'
import { type Instant, type PartialDate, zone } from '@excelsior/domain'
import { readLocales } from '../i18n/locale-files.ts'
import { createTranslator } from '../i18n/translator.ts'
import { PassSheet } from '../pass-sheet/pass-sheet.tsx'
import { PassCard, type ShownPass } from './pass-card.tsx'

const english = readLocales(resolve(import.meta.dirname, '../../../../data/locales')).get('en') ?? {}
const NOW = Date.parse('2021-06-14T14:32:00-04:00') as Instant
const shown = {
  now: NOW,
  door: { zone: zone('America/New_York'), photoIdFromAge: 18 },
  t: createTranslator('en', english),
}

const ROSA: ShownPass = {
  type: 'vaccination',
  givenName: 'Rosa',
  familyName: 'Quiñones Delgado',
  birthDate: '1988-03-04' as PartialDate,
  issued: NOW,
  expires: Date.parse('2021-11-13T00:00:00-05:00') as Instant,
  modules: Array.from({ length: 21 }, (_, y) => Array.from({ length: 21 }, (_, x) => (x * y) % 3 === 0)),
}

export const examples = {
  valid: <PassCard {...shown} pass={ROSA} />,
  'of a child': <PassCard {...shown} pass={{ ...ROSA, birthDate: '2012-01-09' as PartialDate }} />,
  'of a person with one name and a birth year': (
    <PassCard
      {...shown}
      pass={{ ...ROSA, givenName: '', familyName: 'Suharto', birthDate: '1956' as PartialDate }}
    />
  ),
  ended: <PassCard {...shown} pass={{ ...ROSA, expires: NOW }} />,
  sample: <PassCard {...shown} pass={ROSA} sample />,
  'on paper': <PassSheet {...shown} pass={ROSA} />,
}
