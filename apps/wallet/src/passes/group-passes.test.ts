import type { Instant, PartialDate } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import { groupPasses } from './group-passes.ts'
import type { WalletPass } from './kept-pass.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z') as Instant
const DAY = 86_400_000
const inDays = (days: number) => (NOW + days * DAY) as Instant

let made = 0
function pass(change: Partial<WalletPass> = {}): WalletPass {
  made += 1
  return {
    id: `${made}`,
    text: `EP1:${made}`,
    pinned: false,
    standing: 'valid',
    format: 'pass',
    kind: 'vaccination',
    type: 'vaccination',
    givenName: 'Rosa',
    familyName: 'Quiñones',
    birthDate: '1988-03-04' as PartialDate,
    issued: inDays(-1),
    from: inDays(-1),
    expires: inDays(100),
    ...change,
  }
}
/** Of another's, which counts for no pass here. */
function certificate(change: Partial<WalletPass> = {}): WalletPass {
  const { type: _, ...rest } = pass({ format: 'dcc', standing: 'not-accepted', ...change })
  return rest
}
const child = (change: Partial<WalletPass> = {}) =>
  pass({ givenName: 'Mateo', birthDate: '2013-08-22' as PartialDate, ...change })
const names = (passes: readonly WalletPass[]) => groupPasses(passes, NOW).map(({ givenName }) => givenName)
const ids = (passes: readonly WalletPass[]) => passes.map(({ id }) => id)

describe('people', () => {
  test('stand by name, in whatever order their passes came', () => {
    const passes = [pass(), child(), pass({ givenName: 'Álvaro', birthDate: '1980-01-01' as PartialDate })]
    expect(names(passes)).toEqual(['Álvaro', 'Mateo', 'Rosa'])
    expect(names([...passes].reverse())).toEqual(['Álvaro', 'Mateo', 'Rosa'])
  })

  test('stand first when pinned, by any one of their passes', () => {
    expect(names([child(), pass(), pass({ pinned: true })])).toEqual(['Rosa', 'Mateo'])
  })

  test('of one name and two birth dates are two people, the older one first', () => {
    const twins = [pass({ birthDate: '2001-01-01' as PartialDate }), pass()]
    expect(groupPasses(twins, NOW).map(({ birthDate }) => birthDate)).toEqual(['1988-03-04', '2001-01-01'])
  })

  test('are one person however a pass spells the case of their name', () => {
    expect(groupPasses([pass(), pass({ givenName: 'ROSA', familyName: 'QUIÑONES' })], NOW)).toHaveLength(1)
  })
})

describe('one person by credentials of several kinds', () => {
  const latin = { givenName: 'IVAN', familyName: 'PETROV' }
  const cyrillic = { givenName: 'Иван', familyName: 'Петров' }

  test('is found by the same name and birth date, whatever the kind', () => {
    const [person, ...others] = groupPasses([pass(), certificate()], NOW)
    expect(others).toEqual([])
    expect(person?.current).toHaveLength(1)
    expect(person?.others).toHaveLength(1)
  })

  test('is found by either script of a name that stands in two', () => {
    const both = certificate({ ...cyrillic, latin })
    const people = groupPasses([pass({ givenName: 'Ivan', familyName: 'Petrov' }), pass(cyrillic), both], NOW)
    expect(people).toHaveLength(1)
    expect(people[0]?.latin).toEqual(latin)
  })

  test('is another one where the birth date is not known, or known in part', () => {
    const passes = [
      pass(),
      certificate({ birthDate: null }),
      certificate({ birthDate: '1988' as PartialDate }),
    ]
    expect(groupPasses(passes, NOW)).toHaveLength(3)
  })
})

describe('within a person', () => {
  test('the newest stands first, and what is over stands apart', () => {
    const old = pass({ issued: inDays(-9), type: 'pcr' })
    const ended = pass({ issued: inDays(-2), standing: 'ended', expires: inDays(-1) })
    const withdrawn = pass({ issued: inDays(-1), standing: 'withdrawn' })
    const fresh = pass({ issued: inDays(0) })
    const [person] = groupPasses([old, ended, fresh, withdrawn], NOW)
    expect(ids(person?.current ?? [])).toEqual(ids([fresh, old]))
    expect(ids(person?.past ?? [])).toEqual(ids([withdrawn, ended]))
  })

  test('a pass that the list cannot check today still counts as one that holds', () => {
    const [person] = groupPasses([pass({ standing: 'unchecked' })], NOW)
    expect(person?.current).toHaveLength(1)
  })
})

describe('renewing', () => {
  const renewOf = (...passes: WalletPass[]) => groupPasses(passes, NOW)[0]?.renew?.id

  test('is offered when a vaccination pass ends within 14 days, and not a moment earlier', () => {
    const soon = pass({ expires: inDays(14) })
    expect(renewOf(soon)).toBe(soon.id)
    expect(renewOf(pass({ expires: (inDays(14) + 1) as Instant }))).toBeUndefined()
  })

  test('is offered after its end, unless there is a newer one', () => {
    const ended = pass({ standing: 'ended', expires: inDays(-1) })
    expect(renewOf(ended)).toBe(ended.id)
    expect(renewOf(ended, pass())).toBeUndefined()
  })

  test('is not offered while another’s credential stands for a vaccination pass, with an end or without', () => {
    const ended = pass({ standing: 'ended', expires: inDays(-1) })
    expect(renewOf(ended, pass({ format: 'dcc', expires: inDays(100) }))).toBeUndefined()
    expect(renewOf(ended, pass({ format: 'shc', expires: null }))).toBeUndefined()
    expect(renewOf(ended, certificate({ expires: null }))).toBe(ended.id)
  })

  test('is offered for no test, which needs a new test', () => {
    expect(renewOf(pass({ type: 'pcr', expires: inDays(1) }))).toBeUndefined()
    expect(renewOf(pass({ type: 'antigen', standing: 'ended', expires: inDays(-1) }))).toBeUndefined()
  })
})
