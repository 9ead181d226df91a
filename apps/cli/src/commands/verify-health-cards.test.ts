import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { runCommand } from '../testing/run-command.ts'
import { command } from './verify.ts'

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url))
const EXAMPLES = fileURLToPath(new URL('../shared/vectors/shc/', `file://${REPOSITORY}`))
const atHand = existsSync(EXAMPLES)

async function verdicts(args: readonly string[]) {
  const { code, out } = await runCommand(command, [...args, '--json'], {
    env: {},
    cwd: REPOSITORY,
    input: '',
  })
  const lines = out.split('\n').filter((line) => line !== '')
  return { code, lines: lines.map((line) => JSON.parse(line)) }
}

describe.skipIf(!atHand)(
  'health cards by a folder of keys (skipped where ../shared/vectors/shc is absent)',
  () => {
    const by = ['--trust', `${EXAMPLES}trust`]

    test('a photograph of a code', async () => {
      const { code, lines } = await verdicts([...by, `${EXAMPLES}valid-00-photo.jpg`])
      expect(code).toBe(0)
      expect(lines).toEqual([
        {
          format: 'shc',
          genuine: true,
          status: 'valid',
          kind: 'vaccination',
          holder: { givenName: 'John B.', familyName: 'Anyperson', birthDate: '1951-01-20' },
          expires: null,
          issuer: 'SMART Health Cards specification example issuer',
          reason: null,
        },
      ])
    })

    test('a file of several: each card has its verdict', async () => {
      const { code, lines } = await verdicts([...by, `${EXAMPLES}valid-several-cards.smart-health-card`])
      expect(code).toBe(0)
      expect(lines.map(({ status, holder }) => [status, holder.givenName])).toEqual([
        ['valid', 'John B.'],
        ['valid', 'Jane C.'],
      ])
    })
  },
)
