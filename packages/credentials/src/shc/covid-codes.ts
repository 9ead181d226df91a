import type { TestKind, TestResult } from '@excelsior/domain'

export const CVX = 'http://hl7.org/fhir/sid/cvx'
export const LOINC = 'http://loinc.org'
export const SNOMED_CT = 'http://snomed.info/sct'

/** Vaccines against COVID-19 by CVX code. CDC, COVID-19 vaccine related code sets, 2026-11-25. */
export const COVID_VACCINES: ReadonlySet<string> = new Set(
  words('207 208 210 211 212 213 217 218 219 221 225 228 229 230 300 301 302 500'),
)

/**
 * Tests for SARS-CoV-2 by LOINC code. CDC, LIVD mapping of in vitro diagnostics, 2026-11-25. Contains content from
 * LOINC (https://loinc.org), copyright Regenstrief Institute, Inc. and the LOINC Committee, available at no cost under
 * the license at https://loinc.org/license. A panel for several viruses says of none of them whether it was found.
 */
export const COVID_TESTS: ReadonlyMap<string, TestKind> = new Map<string, TestKind>([
  ...words(
    `94307-6 94308-4 94309-2 94500-6 94502-2 94531-1 94533-7 94534-5 94559-2 94565-9 94640-0 94756-4 94757-2 94758-0
    94759-8 94760-6 94845-5 95406-5 95409-9 95424-8 95425-5 95608-6 95609-4 95970-0 96091-4 96122-7 96123-5 96448-6
    96957-6 96986-5 97098-8 97104-4 98132-4`,
  ).map((code) => [code, 'pcr'] as const),
  ...words('94558-4 95209-3 96119-3 97097-0').map((code) => [code, 'antigen'] as const),
])

/** What we call our own results: "SARS-CoV-2 RNA Resp Ql NAA+probe" and "SARS-CoV-2 Ag Resp Ql IA.rapid". */
export const TEST_CODES: Readonly<Record<TestKind, string>> = { pcr: '94500-6', antigen: '94558-4' }

/** SNOMED CT codes used for SARS-CoV-2 results in US electronic laboratory reporting, 2026-11-25. */
export const RESULTS: ReadonlyMap<string, TestResult> = new Map<string, TestResult>([
  ...words('260373001 10828004 840533007').map((code) => [code, 'positive'] as const),
  ...words('260415000 260385009 895231008').map((code) => [code, 'negative'] as const),
  ...words('419984006 42425007 82334004 455371000124106 125154007 373121007').map(
    (code) => [code, 'inconclusive'] as const,
  ),
])

/** Detected, not detected, inconclusive. */
export const RESULT_CODES: Readonly<Record<TestResult, string>> = {
  positive: '260373001',
  negative: '260415000',
  inconclusive: '419984006',
}

function words(text: string): readonly string[] {
  return text.split(/\s+/)
}
