import type { Rejection, RejectionCode, RequestFault } from '@excelsior/records'

export interface Issue {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information'
  /** http://hl7.org/fhir/issue-type */
  readonly code: string
  /** Plain words without personal data. */
  readonly diagnostics: string
  /** FHIRPath of the element at fault. */
  readonly expression?: readonly string[]
}

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly Issue[]
}

/** More are not told: whoever has so many faults has one. */
const MOST_ISSUES = 100

export function operationOutcome(issues: readonly Issue[]): OperationOutcome {
  const more = issues.length - MOST_ISSUES
  const told = issues.slice(0, MOST_ISSUES)
  if (more > 0)
    told.push({
      severity: 'information',
      code: 'informational',
      diagnostics: `${more} more issues are not listed.`,
    })
  return { resourceType: 'OperationOutcome', issue: told }
}

const ISSUE_TYPES: Readonly<Record<RejectionCode, string>> = {
  unreadable: 'structure',
  'too-large': 'too-long',
  'character-set': 'structure',
  'unsupported-message': 'not-supported',
  missing: 'required',
  'invalid-value': 'value',
  'no-code': 'code-invalid',
  contradiction: 'invariant',
  'unresolved-reference': 'not-found',
  unavailable: 'transient',
  'trial-message': 'not-supported',
}

/** `at`: where the resource stands, `Bundle.entry[2].resource`; left out where the outcome is its own. */
export function issueOf({ code, reason, path }: Rejection, severity: Issue['severity'], at?: string): Issue {
  return {
    severity,
    code: ISSUE_TYPES[code],
    diagnostics: reason,
    ...(path !== undefined && path !== '' && { expression: [expressionOf(path, at)] }),
  }
}

export function issueOfRequest({ code, reason, path }: RequestFault, at: string): Issue {
  return { severity: 'error', code, diagnostics: reason, expression: [`${at}.${path}`] }
}

/** FHIRPath names a choice without its type: `Observation.value`. */
function expressionOf(path: string, at: string | undefined): string {
  const [type = '', ...steps] = path.split('.').map(withoutChoice)
  if (type === 'request')
    return `${at?.slice(0, -'.resource'.length) ?? 'Bundle.entry'}.${[type, ...steps].join('.')}`
  return [at ?? type, ...steps].join('.')
}

const CHOICES = ['value', 'effective', 'occurrence']

function withoutChoice(step: string): string {
  const choice = CHOICES.find((name) => step.startsWith(name) && (step[name.length] ?? 'a') < 'a')
  return choice ?? step
}
