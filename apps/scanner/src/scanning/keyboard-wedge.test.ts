import { describe, expect, test } from 'vitest'
import { looksLikeAPass } from './code-text.ts'
import {
  ALPHABET,
  type KeyPress,
  learnLayout,
  NO_KEYS,
  readsTestCode,
  textOf,
  type Wedge,
  type WedgeStep,
  wedgeStep,
} from './keyboard-wedge.ts'

/** What a scanner set to a US keyboard presses for a character. */
function pressed(character: string): { code: string; shift: boolean } {
  const at = (code: string, shift = false) => ({ code, shift })
  if (/[0-9]/.test(character)) return at(`Digit${character}`)
  if (/[A-Z]/.test(character)) return at(`Key${character}`, true)
  const others: Record<string, { code: string; shift: boolean }> = {
    ' ': at('Space'),
    '-': at('Minus'),
    '.': at('Period'),
    '/': at('Slash'),
    ':': at('Semicolon', true),
    '+': at('Equal', true),
    $: at('Digit4', true),
    '%': at('Digit5', true),
    '*': at('Digit8', true),
  }
  return others[character] ?? at('')
}

/** What the computer's own layout makes of those keys, where it differs from the US one. */
const LAYOUTS: Record<string, Record<string, string>> = {
  US: {},
  UK: {},
  German: { Y: 'Z', Z: 'Y', '-': 'ß', '/': '-', ':': 'Ö', '*': '(', '+': 'Dead' },
  French: {
    A: 'Q',
    Q: 'A',
    Z: 'W',
    W: 'Z',
    M: '?',
    ':': 'M',
    '-': ')',
    '.': ':',
    '/': '!',
    $: '4',
    '%': '5',
    '*': '8',
    0: 'à',
    1: '&',
    2: 'é',
    3: '"',
    4: "'",
    5: '(',
    6: '-',
    7: 'è',
    8: '_',
    9: 'ç',
  },
}

function keysFor(text: string, layout: Record<string, string> = {}, every = 8): KeyPress[] {
  return [...text].map((character, index) => ({
    key: layout[character] ?? character,
    ...pressed(character),
    at: index * every,
  }))
}
const capsLock = (keys: readonly KeyPress[]) =>
  keys.map((press) => ({ ...press, key: /^[A-Z]$/.test(press.key) ? press.key.toLowerCase() : press.key }))
const enter = (at: number): KeyPress => ({ key: 'Enter', code: 'Enter', shift: false, at })

function type(keys: readonly KeyPress[]): { steps: WedgeStep[]; code: readonly KeyPress[] | undefined } {
  let wedge: Wedge = NO_KEYS
  const steps = keys.map((press) => {
    const step = wedgeStep(wedge, press)
    wedge = step.wedge
    return step
  })
  return { steps, code: steps.find(({ keys: found }) => found)?.keys }
}

const CODE = 'EP1:6BF 9A$%*+-./:QWZYM  07'

describe.each(Object.keys(LAYOUTS))('a scanner set to a US keyboard, on a %s computer', (name) => {
  const layout = LAYOUTS[name]

  test('types what the code says', () => {
    expect(textOf(keysFor(CODE, layout), undefined, looksLikeAPass)).toBe(CODE)
  })
  test('with Caps Lock on, too', () => {
    expect(textOf(capsLock(keysFor(CODE, layout)), undefined, looksLikeAPass)).toBe(CODE)
  })
  test('types what the code of a health card says, Caps Lock or not', () => {
    const keys = keysFor('SHC:/567629095243', layout)
    expect(textOf(keys, undefined, looksLikeAPass)).toBe('shc:/567629095243')
    expect(textOf(capsLock(keys), undefined, looksLikeAPass)).toBe('shc:/567629095243')
  })
  test('passes the test code', () => {
    expect(readsTestCode(keysFor(ALPHABET, layout))).toBe(true)
  })
})

test('a scanner set to the computer’s own layout is understood by what the layout says', () => {
  const keys = keysFor(CODE).map((press) => ({ ...press, code: 'KeyX', shift: false }))
  expect(textOf(keys, undefined, looksLikeAPass)).toBe(CODE)
})

test('where neither holds, the layout is learned from the test code', () => {
  const odd = (text: string) =>
    keysFor(text).map((press) => ({
      ...press,
      key: String.fromCharCode(press.key.charCodeAt(0) + 200),
      code: '',
    }))
  expect(textOf(odd(CODE), undefined, looksLikeAPass)).not.toBe(CODE)
  const layout = learnLayout(odd(ALPHABET))
  expect(textOf(odd(CODE), layout, looksLikeAPass)).toBe(CODE)
})

test('a test code with lost or merged characters teaches nothing', () => {
  expect(learnLayout(keysFor(ALPHABET.slice(1)))).toBeUndefined()
  expect(learnLayout(keysFor(`${ALPHABET.slice(1)}Z`))).toBeUndefined()
})

describe('what a scanner types', () => {
  test('ends with Enter and reaches no button: neither its Enter nor its blanks', () => {
    const keys = keysFor(CODE)
    const { steps, code } = type([...keys, enter(keys.length * 8)])
    expect(code).toHaveLength(CODE.length)
    expect(steps[CODE.indexOf(' ')]?.swallow).toBe(true)
    expect(steps[steps.length - 1]?.swallow).toBe(true)
  })

  test('a person’s Enter and blank press buttons as ever', () => {
    const { steps } = type([
      { key: ' ', code: 'Space', shift: false, at: 0 },
      { key: 'Tab', code: 'Tab', shift: false, at: 400 },
      enter(900),
    ])
    expect(steps.map(({ swallow }) => swallow)).toEqual([false, false, false])
  })

  test('slow keys are no scan: 100 ms apart they belong together, 101 ms they do not', () => {
    expect(type([...keysFor('EP1:AB', {}, 100), enter(550)]).code).toHaveLength(6)
    expect(type([...keysFor('EP1:AB', {}, 101), enter(550)]).code).toBeUndefined()
  })

  test('five keys are no code, six are', () => {
    expect(type([...keysFor('EP1:A'), enter(45)]).code).toBeUndefined()
    expect(type([...keysFor('EP1:AB'), enter(50)]).code).toHaveLength(6)
  })

  test('no more is kept than a code can hold', () => {
    expect(type([...keysFor('A'.repeat(4_297)), enter(4_297 * 8)]).code).toBeUndefined()
  })
})
