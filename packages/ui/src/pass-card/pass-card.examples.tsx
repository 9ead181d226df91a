import type { Instant, PartialDate } from '@excelsior/domain'
import { type Examples, ROSA, SHOWN } from '../examples/kit.ts'
import { PassCard } from './pass-card.tsx'

const LONG = {
  givenName: 'Maria Antónia Josefa Francisca Xavier de Paula',
  familyName: 'de Bragança e Bourbon Saxe-Coburgo-Gotha Albuquerque Mendonça',
}

export const examples: Examples = ({ t }) => {
  const shown = { ...SHOWN, t }
  const inADay = (SHOWN.now + 86_400_000) as Instant
  return {
    valid: <PassCard {...shown} pass={ROSA} />,
    'of a child': <PassCard {...shown} pass={{ ...ROSA, birthDate: '2012-01-09' as PartialDate }} />,
    'of a person with one name and a birth year': (
      <PassCard
        {...shown}
        pass={{ ...ROSA, givenName: '', familyName: 'Suharto', birthDate: '1956' as PartialDate }}
      />
    ),
    'with the longest name': <PassCard {...shown} pass={{ ...ROSA, ...LONG }} />,
    'of a test that ends tomorrow': <PassCard {...shown} pass={{ ...ROSA, type: 'pcr', expires: inADay }} />,
    ended: <PassCard {...shown} pass={{ ...ROSA, expires: SHOWN.now }} />,
    sample: <PassCard {...shown} pass={ROSA} sample />,
  }
}
