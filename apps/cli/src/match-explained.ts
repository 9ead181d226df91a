import type { Explanation } from '@excelsior/people'

const NAMES: Readonly<Record<Explanation['fields'][number]['field'], string>> = {
  givenName: 'given name',
  familyName: 'family name',
  oneName: 'the only name',
  birthDate: 'birth date',
  sex: 'sex',
  birthOrder: 'birth order',
  middleName: 'middle name',
  phone: 'phone',
  postalCode: 'ZIP code',
  city: 'city',
  street: 'street',
  guardianGivenName: "guardian's given name",
  guardianFamilyName: "guardian's family name",
  mothersMaidenName: "mother's maiden name",
  otherFamilyName: 'former name or alias',
  identifier: 'number at a source',
}

const LEVELS: Readonly<Record<string, string>> = {
  same: 'agrees',
  spelling: 'short form or other spelling',
  part: 'one part of it',
  initial: 'initial or later name',
  typo: 'typing error',
  unlike: 'another',
  near: 'a slip apart',
  month: 'year and month agree',
  year: 'year agrees',
  far: 'another',
  generation: 'a generation apart',
  differs: 'differs',
  alike: 'nearly agrees',
  similar: 'similar',
  neighbour: 'next door',
  familyNameAnyway: 'agrees, as the family name does',
}

const OBSTACLES: Readonly<Record<NonNullable<Explanation['obstacle']>, string>> = {
  nobody: 'One of the two names nobody: no name, a stand-in for one, or a test patient.',
  'senior-and-junior':
    'One is senior and the other junior (or II and III): two people, whatever else agrees.',
  'a-generation-apart': 'One of them is Jr or Sr, and they were born a generation apart: two people.',
  'other-given-name':
    'Another given name, and no household in common: two people, as siblings and twins are.',
  'birth-orders-differ': 'Another given name and another birth order: twins.',
}

const DOUBTS: Readonly<Record<NonNullable<Explanation['doubt']>, string>> = {
  'birth-date-not-the-same': 'The birth dates are not the same',
  'sex-differs': 'The sexes differ',
  'birth-orders-are-two': 'The birth orders differ, as those of twins do',
  'nothing-beside': 'Nothing beside name, birth date and sex agrees',
  'middle-names-differ': 'The middle names are two',
  'elsewhere-and-little-beside': 'Address and phone do not agree, and little beside does',
  'given-name-not-the-same': 'The given names are not certainly one name',
  'family-name-not-the-same': 'The family names are not certainly one name',
}

/** An explanation to read. It says how fields agree, and repeats nothing that stands in them. */
export function explanationText(explained: Explanation, id?: string): string {
  const { match, score, fields, householdCut, possibleFrom, matchFrom } = explained
  const lines = [`${id === undefined ? '' : `${id}: `}${match}, ${score} bits`]
  const row = (name: string, how: string, bits: string) =>
    `  ${name.padEnd(24)}${how.padEnd(33)}${bits.padStart(7)}`
  for (const { field, level, bits } of fields)
    lines.push(row(NAMES[field], LEVELS[level] ?? level, signed(bits)))
  if (householdCut > 0) lines.push(row('household', 'says no more than one household', signed(-householdCut)))
  lines.push(row('together', `possible from ${possibleFrom}, match from ${matchFrom}`, signed(score)))
  for (const reason of reasons(explained)) lines.push(`  ${reason}`)
  return `${lines.join('\n')}\n`
}

const signed = (bits: number): string => `${bits < 0 ? '' : '+'}${bits.toFixed(2)}`

function reasons({
  match,
  score,
  obstacle,
  doubt,
  remarks,
  possibleFrom,
  matchFrom,
}: Explanation): readonly string[] {
  const reasons: string[] = []
  if (remarks.includes('names-swapped')) reasons.push("The names stand in each other's field.")
  if (remarks.includes('default-birth-date'))
    reasons.push('The birth date is one that systems fill in: it tells little.')
  if (obstacle) reasons.push(OBSTACLES[obstacle])
  else if (score < possibleFrom) reasons.push('Too little speaks for one person.')
  if (match === 'possible' && doubt) reasons.push(`${DOUBTS[doubt]}: a person must decide.`)
  if (match === 'possible' && score < matchFrom)
    reasons.push('It is not enough for a computer to decide: a person must.')
  return reasons
}
