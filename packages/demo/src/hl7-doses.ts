import type { Immunization } from '@excelsior/domain'
import { field, type Segment, segment } from './hl7-text.ts'
import type { Site } from './places.ts'
import type { Source } from './resident.ts'

interface Vaccine {
  readonly name: string
  readonly amount: string
  /** MVX code and name. */
  readonly maker: readonly [string, string]
}

/** By CVX code. */
const VACCINES: Readonly<Record<string, Vaccine>> = {
  '150': {
    name: 'Influenza, injectable, quadrivalent, preservative free',
    amount: '0.5',
    maker: ['SKB', 'GlaxoSmithKline'],
  },
  '207': {
    name: 'COVID-19, mRNA, LNP-S, PF, 100 mcg/0.5 mL dose',
    amount: '0.5',
    maker: ['MOD', 'Moderna US, Inc.'],
  },
  '208': {
    name: 'COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose',
    amount: '0.3',
    maker: ['PFR', 'Pfizer, Inc'],
  },
  '210': {
    name: 'COVID-19 vaccine, vector-nr, rS-ChAdOx1, PF, 0.5 mL',
    amount: '0.5',
    maker: ['ASZ', 'AstraZeneca'],
  },
  '212': {
    name: 'COVID-19 vaccine, vector-nr, rS-Ad26, PF, 0.5 mL',
    amount: '0.5',
    maker: ['JSN', 'Janssen'],
  },
  '217': {
    name: 'COVID-19, mRNA, LNP-S, PF, 30 mcg/0.3 mL dose, tris-sucrose',
    amount: '0.3',
    maker: ['PFR', 'Pfizer, Inc'],
  },
  '218': {
    name: 'COVID-19, mRNA, LNP-S, PF, 10 mcg/0.2 mL dose, tris-sucrose',
    amount: '0.2',
    maker: ['PFR', 'Pfizer, Inc'],
  },
}

/** ORC, RXA, RXR and the funding question of one dose. */
export function doseSegments(
  { id, record, site }: { readonly id: string; readonly record: Immunization; readonly site: Site },
  source: Source,
): readonly Segment[] {
  const cvx = record.cvx ?? ''
  const vaccine = VACCINES[cvx]
  const isHistorical = record.historical === true
  const hasAddress = record.placePostalCode !== undefined
  const segments = [
    segment('ORC', {
      1: 'RE',
      3: field(id, source),
      21: field(site.name),
      ...(hasAddress && { 22: field(site.street, '', site.city, site.state, site.postalCode, 'USA', 'B') }),
    }),
    segment('RXA', {
      1: '0',
      2: '1',
      3: record.date.replaceAll('-', ''),
      5: field(cvx, vaccine?.name, 'CVX'),
      6: isHistorical ? '999' : (vaccine?.amount ?? '999'),
      ...(!isHistorical && { 7: field('mL', 'milliliter', 'UCUM') }),
      9: isHistorical
        ? field('01', 'Historical information - source unspecified', 'NIP001')
        : field('00', 'New immunization record', 'NIP001'),
      11: hasAddress
        ? field(
            '',
            '',
            '',
            site.name,
            '',
            '',
            '',
            '',
            site.street,
            '',
            site.city,
            site.state,
            site.postalCode,
            'USA',
          )
        : field('', '', '', site.name),
      ...(!isHistorical &&
        vaccine && { 15: `${vaccine.maker[0]}${id.slice(-4)}`, 17: field(...vaccine.maker, 'MVX') }),
      20: 'CP',
      21: 'A',
    }),
  ]
  if (isHistorical) return segments
  return [
    ...segments,
    segment('RXR', {
      1: field('C28161', 'Intramuscular', 'NCIT'),
      2: field('LD', 'Left deltoid', 'HL70163'),
    }),
    segment('OBX', {
      1: '1',
      2: 'CE',
      3: field('64994-7', 'Vaccine funding program eligibility category', 'LN'),
      4: '1',
      5: field('V01', 'Not VFC eligible', 'HL70064'),
      11: 'F',
    }),
  ]
}
