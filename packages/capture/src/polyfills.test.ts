import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { expect, test } from 'vitest'

test('a browser of 2018 gets what it lacks, and it does what newer ones do', () => {
  const browser = createContext({ self: {} })
  runInContext('delete Object.fromEntries; delete Object.hasOwn', browser)
  const source = readFileSync(join(import.meta.dirname, 'polyfills.ts'), 'utf8')
  runInContext(stripTypeScriptTypes(source), browser)
  const seen = (code: string): unknown => runInContext(`JSON.stringify(${code})`, browser)
  expect(seen("Object.fromEntries([['a', 1]])")).toBe('{"a":1}')
  expect(seen("['a', 'toString'].map((key) => Object.hasOwn({ a: 1 }, key))")).toBe('[true,false]')
})
