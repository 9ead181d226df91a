import { qrCode } from '@excelsior/credentials'
import type { Instant, Policy } from '@excelsior/domain'
import Fastify from 'fastify'
import type { LivePasses } from '../live-passes.ts'
import type { PhoneWallets } from '../phone-wallets.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { type PortalParts, portalRoutes } from '../routes/portal-routes.ts'
import { createFakeDesk } from './fake-desk.ts'
import { createFakeFlow } from './fake-flow.ts'
import { catalogs, contacts, createTestSeal, NOW, policy as newYork, ROSA } from './parts.ts'

/** The headers of the service: what works here works under its policy. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export interface Served {
  readonly origin: string
  readonly flow: ReturnType<typeof createFakeFlow>
  readonly support: ReturnType<typeof createFakeDesk>
  readonly app: ReturnType<typeof Fastify>
  /** Lets so many minutes go by for the portal. */
  wait(minutes: number): void
  stop(): Promise<void>
}

/** The portal on a free port of this machine, over a flow of invented people. */
export async function servePortal(
  parts: PortalParts,
  {
    policy = newYork,
    pass = ROSA,
    languages = catalogs,
    https = false,
    demonstration = true,
    phoneWallets,
    livePasses,
  }: {
    policy?: Policy
    pass?: IssuedPass
    languages?: typeof catalogs
    https?: boolean
    demonstration?: boolean
    phoneWallets?: PhoneWallets
    livePasses?: LivePasses
  } = {},
): Promise<Served> {
  const app = Fastify()
  let passed = 0
  const now = () => (NOW + passed) as Instant
  const flow = createFakeFlow({ policy, now, pass })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(HEADERS)
  })
  const support = createFakeDesk(now)
  const pages = portalRoutes(
    app,
    {
      flow,
      seal: createTestSeal(),
      https,
      catalogs: languages,
      contacts,
      support,
      qrCode,
      now,
      policyAt: () => policy,
      demonstration,
      ...(phoneWallets && { phoneWallets }),
      ...(livePasses && { livePasses }),
    },
    parts,
  )
  app.setNotFoundHandler((request, reply) => pages.notFound(request, reply))
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const origin = address.replace('127.0.0.1', 'localhost')
  const wait = (minutes: number) => {
    passed += minutes * 60_000
  }
  return { origin, flow, support, app, wait, stop: () => app.close() }
}
