import type { PersonDetails } from '@excelsior/domain'
import { birthLikeness } from './birth-likeness.ts'
import { featuresOf } from './features.ts'
import { compareNames, namesSwapped, oneNameAgrees } from './name-likeness.ts'

/**
 * Whether two descriptions speak so strongly against being of one person that a registry's word alone does not make
 * them one: another sex, junior and senior, another name and another birth date, the first twin and the second.
 */
export function contradicts(one: PersonDetails, other: PersonDetails): boolean {
  const [a, b] = [featuresOf(one), featuresOf(other)]
  const differ = <T>(x: T | undefined, y: T | undefined) => x !== undefined && y !== undefined && x !== y
  if (differ(a.sex, b.sex) || differ(a.generation, b.generation)) return true
  if (a.nobody || b.nobody || namesSwapped(a, b) || oneNameAgrees(a, b)) return false
  const { given, family } = compareNames(a, b)
  if (given === 'unlike' && differ(a.birthOrder, b.birthOrder)) return true
  const birth = birthLikeness(a.birthDate, b.birthDate)
  const isOtherBirth = birth === 'near' || birth === 'far' || birth === 'generation'
  return isOtherBirth && (given === 'unlike' || family === 'unlike')
}
