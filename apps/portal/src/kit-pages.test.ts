import { PAGES } from '@excelsior/ui/examples'
import { expect, test } from 'vitest'
import { KIT_PAGES } from './kit-pages.ts'

test('every part that is a page has an address', () => {
  expect([...KIT_PAGES].sort()).toEqual(Object.keys(PAGES).sort())
})
