import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zone } from '@excelsior/domain'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { createServer } from '../http.ts'
import { createIngestion } from '../ingestion.ts'
import { openInstallation, systemClock } from '../installation.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import { createSeal } from '../seal.ts'
import { createSenderDesk } from '../senders.ts'
import { readTexts } from '../texts.ts'
import { mountRoutes } from './routes.ts'

/** Asked for nothing here. */
const flow: RetrievalFlow = {
  malformed: () => [],
  start: async () => ({ kind: 'unavailable' }),
  answer: async () => ({ kind: 'unavailable' }),
  code: async () => ({ kind: 'unavailable' }),
  resend: async () => ({ kind: 'unavailable' }),
}

/** Every address with its method, and those of the OpenAPI document. */
async function addresses(demo: 'on' | 'off') {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-routes-'))
  await chmod(folder, 0o711) // where root runs the tests, the database is another user
  const read = readConfig({ DATA_DIR: join(folder, 'data'), DEMO: demo }, PROJECT_ROOT)
  if (!read.ok) throw new Error(read.faults.join('; '))
  const { config } = read
  const installation = await openInstallation(config, 'service', () => undefined)
  try {
    const { store, codes } = installation
    const seal = createSeal(randomBytes(32))
    const app = createServer(config)
    const routes: string[] = []
    app.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) if (each !== 'HEAD') routes.push(`${each} ${url}`)
    })
    await mountRoutes(app, {
      config,
      installation,
      flow,
      senders: await createSenderDesk({ config, store, seal, policy: installation.policy, now: systemClock }),
      ingestion: createIngestion({ store, codes, zoneOf: zone, now: systemClock }),
      seal,
      texts: readTexts(PROJECT_ROOT, true),
      residents: () => [],
    })
    const document = (await app.inject('/api/openapi.json')).json<{ paths: Record<string, object> }>()
    const outbox = (await app.inject('/demo/outbox')).statusCode
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    await app.close()
    return { routes, documented, outbox }
  } finally {
    await installation.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Files of the installed apps, the wallet's way in, the FHIR base with a slash behind it, and the document itself. */
const UNDOCUMENTED =
  /^(?:GET \/(?:scanner|wallet)(?:\/.*)?|POST \/wallet\/add|POST \/fhir\/|GET \/api\/openapi\.json)$/
/** `:id` is `{id}` there. */
const asDocumented = (route: string): string => route.replace(/:(\w+)/g, '{$1}')

test('the OpenAPI document holds every address that there is, and no other', async () => {
  const { routes, documented } = await addresses('on')
  expect(routes.length).toBeGreaterThan(20)
  expect(documented.toSorted()).toEqual(
    routes
      .filter((route) => !UNDOCUMENTED.test(route))
      .map(asDocumented)
      .toSorted(),
  )
})

test('outside the demonstration there is no demo address, neither to ask nor in the document', async () => {
  const { routes, documented, outbox } = await addresses('off')
  expect([...routes, ...documented].filter((route) => route.includes('/demo/'))).toEqual([])
  expect(outbox).toBe(404)
})
