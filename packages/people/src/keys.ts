import type { PersonDetails } from '@excelsior/domain'
import { type ComparedName, type Features, featuresOf } from './features.ts'
import { soundKey } from './sound.ts'

/**
 * Keys under which people are filed and looked up, as short plain texts (the store keeps keyed hashes of them):
 *
 * `nb:sound|birth date`      any one word of the name, in either field
 * `bz:birth date|ZIP`        `bp:birth date|phone`
 * `np:sound|phone`           any one word of the name
 * `nz:sound sound|ZIP`       given and family name, in alphabetical order
 * `ny:sound sound|year`      the same, with the year of birth
 *
 * Whichever two of the five typed fields are wrong, the other three still make one of them.
 */
export function blockingKeys(person: PersonDetails): readonly string[] {
  const features = featuresOf(person)
  if (features.nobody) return []
  const keys = new Set<string>()
  const { birthDate: born } = features
  const given = [features.given, ...features.otherGiven].flatMap(wordsToFile)
  const family = [features.family, ...features.otherFamily].flatMap(wordsToFile)
  const sounds = [...new Set([...given, ...family].map(soundKey))]
  const phones = features.phones
  for (const sound of sounds) {
    if (born !== undefined) keys.add(`nb:${sound}|${born}`)
    for (const phone of phones) keys.add(`np:${sound}|${phone}`)
  }
  if (born !== undefined) {
    if (features.postalCode !== undefined) keys.add(`bz:${born}|${features.postalCode}`)
    for (const phone of phones) keys.add(`bp:${born}|${phone}`)
  }
  for (const pair of soundPairs(given, family)) {
    if (features.postalCode !== undefined) keys.add(`nz:${pair}|${features.postalCode}`)
    if (born !== undefined) keys.add(`ny:${pair}|${born.slice(0, 4)}`)
  }
  return [...keys]
}

/** How many keys are looked up for whoever is typed: the same work for everybody. */
export const SEARCH_KEYS = 14

/**
 * The keys to look up for what a resident typed: always `SEARCH_KEYS` different ones. Where a field is empty, or two
 * fields give the same key, a key that nobody is filed under stands in.
 */
export function searchKeys(typed: PersonDetails): readonly string[] {
  const { given, family, birthDate: born = '', postalCode: zip = '', phones } = featuresOf(typed)
  const phone = phones[0] ?? ''
  const givenSounds = soundsToSearch(given)
  const familySounds = soundsToSearch(family)
  const nameKeys = [...givenSounds, ...familySounds]
  const wanted = [
    ...nameKeys.map((sound) => key('nb', sound, born)),
    key('bz', born, zip),
    key('bp', born, phone),
    ...[givenSounds[0], givenSounds[1], familySounds[0], familySounds[2]].map((sound) =>
      key('np', sound, phone),
    ),
    key('nz', soundPair(givenSounds[0], familySounds[0]), zip),
    key('ny', soundPair(givenSounds[0], familySounds[0]), born.slice(0, 4)),
  ]
  const keys = new Set<string>()
  for (const each of wanted) if (each !== undefined && keys.size < SEARCH_KEYS) keys.add(each)
  for (let pad = 1; keys.size < SEARCH_KEYS; pad++) keys.add(`none:${pad}`)
  return [...keys]
}

function key(kind: string, left: string | undefined, right: string | undefined): string | undefined {
  return left === undefined || left === '' || right === undefined || right === ''
    ? undefined
    : `${kind}:${left}|${right}`
}

/** Two family names are filed together and each alone; at most four words, for names are hostile text. */
function wordsToFile(name: ComparedName | undefined): readonly string[] {
  if (name === undefined) return []
  const { words, joined } = name
  return words.length === 1 ? words : [joined, ...words.slice(0, 3), words.at(-1) ?? joined]
}

/** The whole name, its first and its last word: three sounds, some perhaps the same. */
function soundsToSearch(name: ComparedName | undefined): readonly (string | undefined)[] {
  if (name === undefined) return [undefined, undefined, undefined]
  return [name.joined, name.words[0], name.words.at(-1)].map((word) =>
    word === undefined ? word : soundKey(word),
  )
}

function soundPair(a: string | undefined, b: string | undefined): string | undefined {
  const one = a ?? b
  if (one === undefined) return undefined
  const other = b ?? one
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

function soundPairs(given: readonly string[], family: readonly string[]): Iterable<string> {
  const pairs = new Set<string>()
  const left = given.length > 0 ? given : [undefined]
  const right = family.length > 0 ? family : [undefined]
  for (const a of left) {
    for (const b of right) {
      const pair = soundPair(a && soundKey(a), b && soundKey(b))
      if (pair !== undefined) pairs.add(pair)
    }
  }
  return pairs
}

/** Rows of a file also meet by address, by full name, and by birth date alone. */
export function rowKeys(person: PersonDetails): readonly string[] {
  const features = featuresOf(person)
  if (features.nobody) return []
  const keys = [...blockingKeys(person), ...addressKeys(features)]
  if (features.birthDate !== undefined) keys.push(`b:${features.birthDate}`)
  for (const id of features.identifiers) keys.push(`id:${id}`)
  const pair = soundPair(
    features.given && soundKey(features.given.joined),
    features.family && soundKey(features.family.joined),
  )
  if (pair !== undefined) keys.push(`n:${pair}`)
  return keys
}

function addressKeys({ street, postalCode, city }: Features): readonly string[] {
  if (street === undefined) return []
  const words = street.split(' ').filter((word) => word.length > 3)
  const keys = [`s:${street.replaceAll(' ', '')}`]
  for (const word of words.slice(0, 4)) {
    if (postalCode !== undefined) keys.push(`sz:${word}|${postalCode}`)
    if (city !== undefined) keys.push(`sc:${word}|${city}`)
  }
  return keys
}
