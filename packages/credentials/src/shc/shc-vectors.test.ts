import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type Instant, parseInstant } from '@excelsior/domain'
import { describe, expect, test } from 'vitest'
import {
  credentialsIn,
  GENUINE_IS_ENOUGH,
  healthCardIssuer,
  readIssuerEntries,
  type Trust,
  trustOf,
  verify,
} from '../index.ts'

/** Examples of the framework and of its test tools, where they are at hand beside the project. */
const FOLDER = new URL('../../../../../shared/vectors/shc/', import.meta.url)
const atHand = existsSync(FOLDER)
const NOW = parseInstant('2026-11-26T12:00:00-05:00') as Instant

async function trustIn(folder: URL): Promise<Trust> {
  const entries = readIssuerEntries(readFileSync(new URL('issuers.json', folder), 'utf8')) ?? []
  return trustOf(
    {
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: false,
      issuers: await Promise.all(
        entries.map(
          async (entry) =>
            (await healthCardIssuer(entry, readFileSync(new URL(entry.jwks, folder), 'utf8')))!.issuer,
        ),
      ),
      rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    },
    { acceptance: GENUINE_IS_ENOUGH },
  )
}

describe.skipIf(!atHand)(
  'the examples of the framework (skipped where ../shared/vectors/shc is absent)',
  () => {
    const files = atHand ? readdirSync(FOLDER).filter((name) => /\.(txt|smart-health-card)$/.test(name)) : []
    const verdictsOn = async (name: string) => {
      const trust = await trustIn(new URL('trust/', FOLDER))
      const texts = await credentialsIn(readFileSync(new URL(name, FOLDER), 'utf8'))
      return Promise.all(texts.map((text) => verify(text, trust, NOW)))
    }

    test.each(files.filter((name) => name.startsWith('valid')))('%s is valid', async (name) => {
      for (const verdict of await verdictsOn(name)) {
        expect(verdict).toMatchObject({ format: 'shc', status: 'valid', expires: null, reason: null })
        expect(verdict.holder?.birthDate).toMatch(/^\d{4}-\d\d-\d\d$/)
      }
    })

    test.each(files.filter((name) => name.startsWith('bad')))('%s is not genuine', async (name) => {
      for (const verdict of await verdictsOn(name)) {
        expect(verdict).toMatchObject({ genuine: false, status: 'not-genuine', holder: null })
      }
    })
  },
)
