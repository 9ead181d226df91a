import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { groundsOf } from './kit-grounds.ts'

const tokens = readFileSync(fileURLToPath(import.meta.resolve('@excelsior/ui/styles/tokens.css')), 'utf8')

test('a light and a dark ground have each their own paper, ink and accent, from the one sheet of tokens', () => {
  const [light = '', dark = ''] = groundsOf(tokens).split('.kit__ground--dark')
  for (const name of ['paper', 'ink', 'accent', 'error']) {
    const [ours, theirs] = [light, dark].map((css) => new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1])
    expect(ours).toMatch(/^#/)
    expect(theirs).toMatch(/^#/)
    expect(ours).not.toBe(theirs)
    expect(tokens).toContain(`--${name}: ${ours};`)
  }
})

test('a sheet without a dark part is a fault, not a page of one colour', () => {
  expect(() => groundsOf(':root {\n  --paper: #fff;\n}\n')).toThrow('do not fit')
})
