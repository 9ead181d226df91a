import { parseArgs } from 'node:util'
import { expect, test } from 'vitest'
import { withKeyIds } from './with-key-ids.ts'

const ID = `-H${'a_-4'.repeat(10)}x`

const parsed = (args: string[]) => {
  const options = { root: { type: 'string' }, json: { type: 'boolean' } } as const
  const { values, positionals } = parseArgs({
    args: withKeyIds(args, ['--root']),
    options,
    allowPositionals: true,
  })
  return { values: { ...values }, positionals }
}

test('a key’s id that begins with a dash is no option', () => {
  expect(parsed(['revoke', ID, '--json'])).toEqual({ values: { json: true }, positionals: ['revoke', ID] })
  expect(parsed(['add', 'list.json', '--root', ID])).toEqual({
    values: { root: ID },
    positionals: ['add', 'list.json'],
  })
  expect(parsed(['revoke', '--json', '--', ID])).toEqual({
    values: { json: true },
    positionals: ['revoke', ID],
  })
})

test('everything else stays as it is', () => {
  const args = ['add', 'list.json', '--root', ID.slice(1), '--json']
  expect(withKeyIds(args)).toEqual(args)
  expect(() => parsed(['list', '-x'])).toThrow('-x')
  expect(() => parsed(['list', '--no-such'])).toThrow('--no-such')
})
