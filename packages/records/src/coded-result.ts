import type { TestKind, TestResult } from '@excelsior/domain'
import { type CodedTest, type CodeTables, isDigits } from './codes.ts'

export interface Coding {
  readonly code: string | undefined
  readonly display: string | undefined
}

export type TestOutcome =
  | { readonly kind: 'test'; readonly code: string; readonly coded: CodedTest }
  | { readonly kind: 'other' }
  | { readonly kind: 'contradiction' }

/** Whether one of the codes is a test for the virus. The code decides; what it is called may only contradict it. */
export function findTest(codings: readonly Coding[], codes: CodeTables): TestOutcome {
  let found: { readonly code: string; readonly coded: CodedTest } | undefined
  for (const { code, display } of codings) {
    const coded = code === undefined ? undefined : codes.tests.get(code)
    if (code === undefined || coded === undefined) continue
    if (display !== undefined && contradictsTest(display, coded.test)) return { kind: 'contradiction' }
    if (found !== undefined && found.coded.test !== coded.test) return { kind: 'contradiction' }
    found ??= { code, coded }
  }
  return found === undefined ? { kind: 'other' } : { kind: 'test', ...found }
}

export type ResultOutcome =
  /** Not certain: the test looks for several viruses, and the value does not say which it found. */
  | { readonly kind: 'result'; readonly result: TestResult; readonly certain: boolean }
  | { readonly kind: 'contradiction' | 'unknown-code' | 'no-code' | 'empty' }

/** The result that all the codes of a value agree on, whatever names or flags come with them. */
export function findResult(codings: readonly Coding[], test: CodedTest, codes: CodeTables): ResultOutcome {
  const known = codings.flatMap(({ code }) => (code === undefined ? [] : (codes.results.get(code) ?? [])))
  const [first] = known
  if (first === undefined) {
    if (codings.some(({ code }) => code !== undefined && code.length >= 6 && isDigits(code)))
      return { kind: 'unknown-code' }
    return {
      kind: codings.some(({ code, display }) => code !== undefined || display !== undefined)
        ? 'no-code'
        : 'empty',
    }
  }
  if (test.severalViruses) {
    if (known.some(({ organism }) => organism)) return { kind: 'result', result: 'positive', certain: true }
    if (known.some(({ result }) => result === 'positive'))
      return { kind: 'result', result: 'positive', certain: false }
    // Beside a code that is not in the table, another virus perhaps, nothing is excluded.
    if (codings.some(({ code }) => code !== undefined && isDigits(code) && !codes.results.has(code)))
      return { kind: 'unknown-code' }
  }
  if (known.some(({ result }) => result !== first.result)) return { kind: 'contradiction' }
  const contradicted = codings.some(({ display }) => {
    const said = display === undefined ? [] : resultsIn(display)
    return said.length > 0 && !said.includes(first.result)
  })
  return contradicted ? { kind: 'contradiction' } : { kind: 'result', result: first.result, certain: true }
}

const NEGATIONS = ['not', 'no', 'non', 'none', 'without', 'never']
const FOUND = ['detected', 'positive', 'reactive', 'found', 'detectable', 'detectado', 'positivo']
const NOT_FOUND = ['negative', 'undetected', 'undetectable', 'nonreactive', 'negativo']
const UNCLEAR = ['inconclusive', 'indeterminate', 'equivocal', 'invalid', 'unsatisfactory']

/** Every result that a text speaks of, clause by clause. */
export function resultsIn(text: string): TestResult[] {
  const results: TestResult[] = []
  let negated = false
  for (const word of words(text)) {
    if (word === '.') negated = false
    else if (NEGATIONS.includes(word)) negated = true
    else if (UNCLEAR.includes(word)) results.push('inconclusive')
    else if (FOUND.includes(word) || NOT_FOUND.includes(word)) {
      results.push(FOUND.includes(word) === negated ? 'negative' : 'positive')
      negated = false
    }
  }
  return results
}

const ANTIGEN = ['ag', 'antigen', 'antigens']
const MOLECULAR = ['rna', 'naa', 'naat', 'pcr', 'nucleic', 'amplification', 'gene', 'molecular']
const ANTIBODY = ['igg', 'igm', 'iga', 'ab', 'antibody', 'antibodies']
const OTHER_VIRUS = ['influenza', 'flu', 'rsv', 'syncytial', 'streptococcus', 'strep']

function contradictsTest(display: string, test: TestKind): boolean {
  const said = words(display)
  const says = (list: readonly string[]): boolean => said.some((word) => list.includes(word))
  const [own, opposite] = test === 'antigen' ? [ANTIGEN, MOLECULAR] : [MOLECULAR, ANTIGEN]
  if (!says(own) && (says(opposite) || says(ANTIBODY))) return true
  return says(OTHER_VIRUS) && !namesVirus(display)
}

/** Whether a text speaks of this virus or the illness. */
export function namesVirus(text: string): boolean {
  return words(text).some(
    (word) =>
      word.startsWith('sars') || word.startsWith('covid') || word === 'ncov' || word === 'coronavirus',
  )
}

/** Words in small letters; `.` where a clause ends. Only the first 1,000 characters are looked at. */
export function words(text: string): string[] {
  const found: string[] = []
  let word = ''
  for (const character of text.slice(0, 1000).toLowerCase()) {
    if ((character >= 'a' && character <= 'z') || (character >= '0' && character <= '9')) word += character
    else {
      if (word !== '') found.push(word)
      word = ''
      if ('.;:,()[]'.includes(character)) found.push('.')
    }
  }
  if (word !== '') found.push(word)
  return found
}
