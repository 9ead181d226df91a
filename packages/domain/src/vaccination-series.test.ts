import { describe, expect, test } from 'vitest'
import { newYork, newYorkJson, parsed } from '../../../tools/new-york-policy.ts'
import { type CivilDate, civilDateOf } from './civil-date.ts'
import type { Policy } from './policy.ts'
import type { Immunization } from './record.ts'
import { vaccinationSeries } from './vaccination-series.ts'

const dose = (cvx: string, date: string): Immunization => ({
  kind: 'immunization',
  cvx,
  date: date as CivilDate,
})

function seriesOf(doses: readonly Immunization[], policy: Policy = newYork) {
  const { counted, completedOn } = vaccinationSeries(policy, doses)
  return {
    counted: counted.map((entry) => `${entry.dose.cvx} ${entry.dose.date}`),
    completedOn: completedOn === undefined ? undefined : civilDateOf(completedOn),
  }
}

describe('a dose counts', () => {
  test('17 days after the one before (21 less 4), not 16', () => {
    expect(seriesOf([dose('208', '2021-04-01'), dose('208', '2021-04-18')]).completedOn).toBe('2021-04-18')
    expect(seriesOf([dose('208', '2021-04-01'), dose('208', '2021-04-17')]).counted).toEqual([
      '208 2021-04-01',
    ])
  })

  test('after the longer interval of two products, whichever comes first', () => {
    for (const [first, second] of [
      ['208', '207'],
      ['207', '208'],
      ['212', '208'],
      ['208', '212'],
    ] as const) {
      expect(seriesOf([dose(first, '2021-04-01'), dose(second, '2021-04-25')]).counted).toHaveLength(2)
      expect(seriesOf([dose(first, '2021-04-01'), dose(second, '2021-04-24')]).counted).toHaveLength(1)
    }
  })

  test('by its distance from the last counted dose, not from an ignored one', () => {
    const doses = [dose('208', '2021-04-01'), dose('208', '2021-04-17'), dose('208', '2021-04-18')]
    expect(seriesOf(doses).counted).toEqual(['208 2021-04-01', '208 2021-04-18'])
  })

  test('of two on one day the lower CVX code alone, in whatever order they were reported', () => {
    const doses = [dose('217', '2021-04-01'), dose('208', '2021-04-01')]
    expect(seriesOf(doses).counted).toEqual(['208 2021-04-01'])
    expect(seriesOf([...doses].reverse()).counted).toEqual(['208 2021-04-01'])
  })
})

describe('a series', () => {
  test('is complete with one Janssen dose or two mRNA doses, mixed or not', () => {
    expect(seriesOf([dose('212', '2021-05-01')]).completedOn).toBe('2021-05-01')
    expect(seriesOf([dose('208', '2021-04-01')]).completedOn).toBeUndefined()
    expect(seriesOf([dose('208', '2021-04-01'), dose('207', '2021-05-01')]).completedOn).toBe('2021-05-01')
  })

  test('stays complete from its first day, whatever follows', () => {
    const boosted = [dose('208', '2021-04-01'), dose('208', '2021-05-01'), dose('207', '2021-10-01')]
    expect(seriesOf(boosted)).toMatchObject({ completedOn: '2021-05-01', counted: { length: 3 } })
  })

  test('knows nothing of products that are not authorised', () => {
    expect(
      seriesOf([dose('210', '2021-03-01'), { kind: 'immunization', date: '2021-04-01' as CivilDate }])
        .counted,
    ).toEqual([])
  })

  test('of three adds up exactly', () => {
    const json = newYorkJson()
    const [version] = json.versions
    if (!version) throw new Error('no version')
    version.products = [{ id: 'three', name: 'Three', cvx: ['299'], doses: 3, minimumIntervalDays: 10 }]
    const [policy] = parsed(json).versions
    const doses = [dose('299', '2021-01-01'), dose('299', '2021-02-01'), dose('299', '2021-03-01')]
    expect(seriesOf(doses, policy).completedOn).toBe('2021-03-01')
    expect(seriesOf(doses.slice(1), policy).completedOn).toBeUndefined()
  })
})
