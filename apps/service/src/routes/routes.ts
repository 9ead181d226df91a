import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { qrCode } from '@excelsior/credentials'
import { builtPortal, type PortalPages, parseContacts, portalRoutes } from '@excelsior/portal'
import { readHl7Stream } from '@excelsior/records'
import { type Catalog, createTranslator } from '@excelsior/ui'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../config.ts'
import { DoorsInUse } from '../doors-in-use.ts'
import { createHealthCardPublication } from '../health-card-publication.ts'
import type { WholeIngestion } from '../ingestion.ts'
import { type Installation, systemClock } from '../installation.ts'
import { createLivePasses } from '../live-passes.ts'
import type { WalletNames } from '../other-wallets/credential-desk.ts'
import { openOtherWallets } from '../other-wallets/other-wallets.ts'
import type { PhoneWalletDesk } from '../phone-wallets.ts'
import { sendProblem } from '../problem.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import type { RetrievalFlow } from '../retrieval-flow.ts'
import type { Seal } from '../seal.ts'
import type { SenderDesk } from '../senders.ts'
import { createSupportDesk } from '../support.ts'
import type { Texts } from '../texts.ts'
import { createTrustPublication } from '../trust-publication.ts'
import { walletSignersIn } from '../wallet-signers.ts'
import { csvRoutes } from './api/csv-records.ts'
import { recordRoutes } from './api/records.ts'
import { retrievalRoutes } from './api/retrievals.ts'
import { tallyRoutes } from './api/tallies.ts'
import { appleWalletRoutes } from './apple-wallet.ts'
import { authRoutes } from './auth.ts'
import { demoRoutes } from './demo.ts'
import { fhirRoutes } from './fhir.ts'
import { healthRoutes } from './health.ts'
import { healthCardKeyRoutes } from './health-card-keys.ts'
import { installedApps } from './installed-apps.ts'
import { otherWalletRoutes } from './other-wallets.ts'
import { wellKnownRoutes } from './well-known.ts'

export interface Parts {
  readonly config: Config
  readonly installation: Installation
  readonly flow: RetrievalFlow
  readonly ingestion: WholeIngestion
  readonly senders: SenderDesk
  readonly seal: Seal
  readonly texts: Texts
  readonly phoneWallets?: PhoneWalletDesk | undefined
  readonly residents: () => readonly unknown[]
  /** How many signers, keys and lists end soon. */
  readonly endingSoon?: () => number
}

/** Every address there is, each in the file that its path names. */
export async function mountRoutes(app: FastifyInstance, parts: Parts): Promise<void> {
  const { config, installation, flow, ingestion, seal, texts, phoneWallets } = parts
  const { store, policy, keyRing } = installation
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Excelsior Pass', version: '0.1.0', license: { name: 'Apache-2.0' } },
      servers: [{ url: config.publicUrl }],
    },
  })
  healthRoutes(app, store.ready, parts.endingSoon)
  retrievalRoutes(app, { flow, policy, texts })
  const doors = new DoorsInUse()
  recordRoutes(app, {
    doors,
    ingestion,
    read: readHl7Stream,
    senders: parts.senders,
    zone: policy().zone,
    now: systemClock,
  })
  csvRoutes(app, { ingestion, senders: parts.senders, doors })
  await fhirRoutes(app, {
    doors,
    ingestion,
    senders: parts.senders,
    publicUrl: config.publicUrl,
    now: systemClock,
  })
  await authRoutes(app, parts.senders.tokens, doors)
  tallyRoutes(app, { store, zone: () => policy().zone, now: systemClock })
  const trustList = createTrustPublication(
    {
      ...installation,
      address: config.publicUrl,
      dataDir: config.dataDir,
      walletSigners: await walletSignersIn(config.phoneWallets.apple?.certificateFile),
    },
    systemClock,
    (end) => app.log.warn({ event: 'trust-list-not-signed', end: new Date(end).toISOString() }),
  )
  wellKnownRoutes(app, trustList)
  const desks = openOtherWallets(config, installation, trustList)
  const names = new Map([...texts.catalogs].map(([locale, catalog]) => [locale, namesIn(locale, catalog)]))
  otherWalletRoutes(app, desks, installation, config.publicUrl, names)
  healthCardKeyRoutes(app, createHealthCardPublication(installation, systemClock))
  if (config.demo) demoRoutes(app, { store, policy, residents: parts.residents })
  app.get('/api/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(app.swagger()),
  )
  if (phoneWallets?.apple)
    appleWalletRoutes(app, phoneWallets.apple, store, installation.keyRing, systemClock)
  await installedApps(app, config)
  const contacts = await readFile(join(PROJECT_ROOT, 'data/contacts/us-ny.json'), 'utf8')
  const pages = portalRoutes(
    app,
    {
      flow,
      seal,
      https: config.publicUrl.startsWith('https:'),
      catalogs: texts.catalogs,
      policyAt: policy,
      now: systemClock,
      contacts: parseContacts(JSON.parse(contacts)),
      qrCode,
      support: createSupportDesk(store, systemClock),
      demonstration: config.demo !== undefined,
      ...(phoneWallets && { phoneWallets }),
      livePasses: createLivePasses(store, installation.issuer.id, () => keyRing.signer(systemClock())),
      standards: { otherWallets: desks.credentials, presentations: desks.presentations },
    },
    await builtPortal(),
  )
  notFound(app, pages)
}

/** What wallet apps call a pass and what it says. */
function namesIn(locale: string, catalog: Catalog): WalletNames {
  const t = createTranslator(locale, catalog)
  return {
    service: t('common.service'),
    givenName: t('retrieve.given'),
    familyName: t('retrieve.family'),
    birthDate: t('pass.birth-date'),
    type: t('wallets.pass-type'),
  }
}

/** A browser gets a page, a program a problem. */
function notFound(app: FastifyInstance, pages: PortalPages): void {
  app.setNotFoundHandler((request, reply) =>
    request.headers.accept?.includes('text/html')
      ? pages.notFound(request, reply)
      : sendProblem(reply, { title: 'Not found', status: 404, detail: 'There is nothing at this address.' }),
  )
}
