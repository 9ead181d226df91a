import { readFileSync } from 'node:fs'
import { type Policy, type PolicyDocument, parsePolicy } from '@excelsior/domain'

/** The JSON of the policy that comes with the project, fresh at each call: tests may spoil it. */
export function newYorkJson(): { name: string; versions: Record<string, unknown>[] } {
  return JSON.parse(readFileSync(new URL('../data/policies/us-ny.json', import.meta.url), 'utf8'))
}

/** The same parsed: for tests, which decide by the rules as they are published. */
export const newYorkDocument: PolicyDocument = parsed(newYorkJson())

export const newYork: Policy = latest(newYorkDocument)

export function parsed(json: unknown): PolicyDocument {
  const result = parsePolicy(json)
  if (!result.ok) throw new Error(result.faults.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  return result.document
}

function latest({ versions }: PolicyDocument): Policy {
  const version = versions.at(-1)
  if (!version) throw new Error('a policy document has at least one version')
  return version
}
