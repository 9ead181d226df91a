import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type AcceptancePolicy,
  type Fault,
  type PolicyDocument,
  parseAcceptance,
  parsePolicy,
} from '@excelsior/domain'
import { acceptanceFaults, isAcceptance } from './acceptance-file.ts'

/** The policy that comes with the project. */
export const OWN_POLICY = fileURLToPath(new URL('../../../data/policies/us-ny.json', import.meta.url))

export type PolicyFile =
  | { readonly state: 'good'; readonly document: PolicyDocument }
  /** The file says which credentials of others are accepted. */
  | { readonly state: 'acceptance'; readonly policy: AcceptancePolicy }
  | { readonly state: 'faulty'; readonly faults: readonly Fault[] }
  | { readonly state: 'unreadable'; readonly why: string }

export async function readPolicyFile(file: string, cwd: string): Promise<PolicyFile> {
  const path = resolve(cwd, file)
  let json: unknown
  try {
    if ((await stat(path)).size > MOST_BYTES)
      return { state: 'unreadable', why: 'the file is larger than 1 MiB' }
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return { state: 'unreadable', why: `no JSON: ${error.message}` }
    return { state: 'unreadable', why: error instanceof Error ? error.message : 'cannot be read' }
  }
  if (isAcceptance(json)) {
    const faults = await acceptanceFaults(json)
    const accepted = parseAcceptance(json)
    return accepted.ok && faults.length === 0
      ? { state: 'acceptance', policy: accepted.policy }
      : { state: 'faulty', faults }
  }
  const parsed = parsePolicy(json)
  return parsed.ok ? { state: 'good', document: parsed.document } : { state: 'faulty', faults: parsed.faults }
}

/** A message for standard error: what is wrong with the file, one fault a line. */
export function complaint(file: string, policy: Exclude<PolicyFile, { readonly state: 'good' }>): string {
  if (policy.state === 'unreadable') return `${file}: ${policy.why}\n`
  if (policy.state === 'acceptance')
    return `${file}: says which credentials of others are accepted, and is no policy\n`
  return policy.faults.map(({ path, message }) => `${file}: ${path}: ${message}\n`).join('')
}

const MOST_BYTES = 1024 * 1024
