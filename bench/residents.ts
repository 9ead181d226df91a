import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DemoResident, parsePlaces, population } from '@excelsior/demo'
import { type Instant, type Policy, parsePolicy, policyInForce } from '@excelsior/domain'

export const ROOT = join(import.meta.dirname, '..')

/** Every run measures the same: the present is where the policy's own cases are. */
export const NOW = Date.UTC(2021, 11, 1, 17) as Instant

export function ownPolicy(now: Instant = NOW): Policy {
  const parsed = parsePolicy(json('data/policies/us-ny.json'))
  const policy = parsed.ok ? policyInForce(parsed.document, now) : undefined
  if (!policy) throw new Error('the policy cannot be used')
  return policy
}

/** Invented people with their records, the same at every run. */
export function residents(people: number, seed = 1, now: Instant = NOW): readonly DemoResident[] {
  return population(seed, people, now, ownPolicy(now), parsePlaces(json('data/places/us-ny.json')))
}

export const json = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
