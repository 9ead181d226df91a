import { deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib'
import { base45 } from '../pass-vectors/raw.ts'

type Chance = () => number

/** A code changed somewhere: in its characters, or below them, where a scanner's first looks no longer stop it. */
export function mutated(text: string, chance: Chance, others: readonly string[]): string {
  const below = chance() < 0.5 ? changedBelow(text, chance) : undefined
  return below ?? changedText(text, chance, others)
}

const CHARACTERS =
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz $%*+-./:_~={}[]",\u0000\u2028\u{1f600}'

function changedText(text: string, chance: Chance, others: readonly string[]): string {
  const at = below(text.length + 1, chance)
  const length = 1 + below(chance() < 0.8 ? 3 : 200, chance)
  const some = () => Array.from({ length }, () => CHARACTERS[below(CHARACTERS.length, chance)]).join('')
  switch (below(7, chance)) {
    case 0:
      return text.slice(0, at) + some() + text.slice(at + length) // written over
    case 1:
      return text.slice(0, at) + text.slice(at + length) // left out
    case 2:
      return text.slice(0, at) + some() + text.slice(at) // put in
    case 3:
      return text.slice(0, at) + text.slice(at, at + length).repeat(2) + text.slice(at + length) // twice
    case 4: {
      const other = others[below(others.length, chance)] ?? ''
      return text.slice(0, at) + other.slice(below(other.length + 1, chance)) // goes on as another
    }
    case 5: {
      const parts = text.split(/([.~:/])/)
      const [a, b] = [below(parts.length, chance), below(parts.length, chance)]
      ;[parts[a], parts[b]] = [parts[b]!, parts[a]!] // parts changed over
      return parts.join('')
    }
    default:
      return text.slice(0, at) // cut
  }
}

/** The bytes inside, changed and wrapped again; undefined where the code is of no kind that is known here. */
function changedBelow(text: string, chance: Chance): string | undefined {
  try {
    if (/^EP[12]:/.test(text)) return text.slice(0, 4) + base45(changedBytes(ofBase45(text.slice(4)), chance))
    if (text.startsWith('HC1:')) {
      const inner = inflateSync(Uint8Array.from(ofBase45(text.slice(4))))
      return `HC1:${base45(deflateSync(Uint8Array.from(changedBytes(inner, chance))))}`
    }
    if (text.startsWith('shc:/')) {
      const digits = text.slice(5).match(/\d\d/g) ?? []
      const jws = digits.map((pair) => String.fromCharCode(Number(pair) + 45)).join('')
      const again = [...changedJws(jws, chance)].map((letter) =>
        String(letter.charCodeAt(0) - 45).padStart(2, '0'),
      )
      return `shc:/${again.join('')}`
    }
    if (text.startsWith('eyJ')) return changedJws(text, chance)
  } catch {
    // Not a whole code of its kind: its characters will do.
  }
  return undefined
}

/** A part of a token: a byte inside it, or below its compression. */
function changedJws(jws: string, chance: Chance): string {
  const parts = jws.split(/([.~])/)
  const at = below(Math.ceil(parts.length / 2), chance) * 2
  const bytes = Buffer.from(parts[at]!, 'base64url')
  let changed: Uint8Array
  try {
    changed = deflateRawSync(Uint8Array.from(changedBytes(inflateRawSync(bytes), chance)))
  } catch {
    changed = Uint8Array.from(changedBytes(bytes, chance))
  }
  parts[at] = Buffer.from(changed).toString('base64url')
  return parts.join('')
}

/** Numbers that parsers stumble over: ends of ranges, heads of long and indefinite things. */
const AWKWARD: readonly number[] = [
  0, 1, 0x7f, 0x80, 0xff, 0x1b, 0x3b, 0x5b, 0x5f, 0x7b, 0x9b, 0x9f, 0xbb, 0xbf, 0xc2, 0xfb,
]

function changedBytes(bytes: ArrayLike<number>, chance: Chance): number[] {
  const changed = Array.from(bytes)
  for (let changes = 1 + below(3, chance); changes > 0; changes--) {
    const at = below(changed.length + 1, chance)
    const some = chance() < 0.5 ? AWKWARD[below(AWKWARD.length, chance)]! : below(256, chance)
    switch (below(4, chance)) {
      case 0:
        changed[Math.min(at, changed.length - 1)] = some
        break
      case 1:
        changed.splice(at, 1 + below(4, chance))
        break
      case 2:
        changed.splice(at, 0, some)
        break
      default:
        changed.splice(at, 0, ...changed.slice(at, at + 1 + below(32, chance)))
    }
  }
  return changed
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'

function ofBase45(text: string): number[] {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 3) {
    const [c, d, e] = [...text.slice(at, at + 3)].map((letter) => ALPHABET.indexOf(letter))
    const value = (c ?? 0) + 45 * (d ?? 0) + 2025 * (e ?? 0)
    if (e === undefined) bytes.push(value & 255)
    else bytes.push((value >> 8) & 255, value & 255)
  }
  return bytes
}

const below = (bound: number, chance: Chance): number => Math.floor(chance() * bound)
