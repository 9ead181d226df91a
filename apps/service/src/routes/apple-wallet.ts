import '@fastify/swagger' // its schema words
import { timingSafeEqual } from 'node:crypto'
import type { Instant } from '@excelsior/domain'
import type { KeyRing } from '@excelsior/keys'
import { APPLE_PASS_MEDIA_TYPE } from '@excelsior/phone-wallets'
import type { Store } from '@excelsior/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { AppleDesk } from '../phone-wallets.ts'
import { withdrawnKeys } from '../withdrawn-keys.ts'

/** Bytes. A phone sends a push token; of its log nothing is read. */
const BODY_LIMIT = 16 * 1024
/** Milliseconds between two lines in our log about phones' logs. Anybody may send one: they must not fill a disk. */
const LOG_EVERY = 60_000

const Device = Type.String({ pattern: '^[\\w-]{1,64}$', description: 'What the phone calls itself to us' })
const PassTypeId = Type.String({ maxLength: 155 })
const Serial = Type.String({ pattern: '^[0-9a-f]{32}$' })
const Tag = Type.String({ pattern: '^\\d{1,15}$' })
const Registration = Type.Object({ pushToken: Type.String({ pattern: '^[0-9a-fA-F]{16,200}$' }) })

interface OfPass {
  readonly passType: string
  readonly serial: string
}
interface OfDevice {
  readonly device: string
  readonly passType: string
}

/**
 * What Apple Wallet asks of us (PassKit Web Service, version 1): phones tell that they have a pass, and hear when it
 * is withdrawn. Apple chose the addresses. In them stand names that mean nothing to anybody else.
 */
export function appleWalletRoutes(
  app: FastifyInstance,
  desk: AppleDesk,
  { phonePasses }: Pick<Store, 'phonePasses'>,
  keyRing: KeyRing,
  now: () => Instant,
): void {
  const tags = ['apple-wallet']
  const { passTypeId } = desk.identity

  /** The pass's own token, compared in constant time: whoever has it has the pass. */
  function mayAsk({ passType, serial }: OfPass, authorization: string | undefined): boolean {
    const given = Buffer.from(/^ApplePass ([\w-]{43})$/.exec(authorization ?? '')?.[1] ?? '')
    const right = Buffer.from(desk.token(serial))
    return given.length === right.length && timingSafeEqual(given, right) && passType === passTypeId
  }

  const unknown = (reply: FastifyReply) => reply.code(401).header('cache-control', 'no-store').send()
  const done = (reply: FastifyReply, status: number) =>
    reply.code(status).header('cache-control', 'no-store').send()

  app.register(async (scope) => {
    // Phones send an empty body as JSON when they leave.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: BODY_LIMIT },
      async (_request: unknown, body: string) => {
        try {
          return JSON.parse(body)
        } catch {
          return undefined
        }
      },
    )

    const registration = '/apple-wallet/v1/devices/:device/registrations/:passType/:serial'
    const ofBoth = Type.Object({ device: Device, passType: PassTypeId, serial: Serial })

    scope.post<{ Params: OfDevice & OfPass; Body: { pushToken: string } }>(
      registration,
      { schema: { tags, summary: 'A phone has this pass', params: ofBoth, body: Registration } },
      async ({ params, body, headers }, reply) => {
        if (!mayAsk(params, headers.authorization)) return unknown(reply)
        const { device, serial } = params
        const outcome = await phonePasses.register(device, serial, body.pushToken, now())
        return done(reply, outcome === 'new' ? 201 : outcome === 'full' ? 429 : 200)
      },
    )

    scope.delete<{ Params: OfDevice & OfPass }>(
      registration,
      { schema: { tags, summary: 'A phone no longer has this pass', params: ofBoth } },
      async ({ params, headers }, reply) => {
        if (!mayAsk(params, headers.authorization)) return unknown(reply)
        await phonePasses.unregister(params.device, params.serial)
        return done(reply, 200)
      },
    )

    scope.get<{ Params: OfDevice; Querystring: { passesUpdatedSince?: string } }>(
      '/apple-wallet/v1/devices/:device/registrations/:passType',
      {
        schema: {
          tags,
          summary: 'Which passes on a phone were withdrawn since',
          params: Type.Object({ device: Device, passType: PassTypeId }),
          querystring: Type.Object({ passesUpdatedSince: Type.Optional(Tag) }),
        },
      },
      async ({ params, query }, reply) => {
        if (params.passType !== passTypeId) return done(reply, 204)
        const since = Number(query.passesUpdatedSince ?? 0) as Instant
        const found = await phonePasses.withdrawn(params.device, since, withdrawnKeys(keyRing, now()))
        if (!found) return done(reply, 204)
        return reply
          .header('cache-control', 'no-store')
          .send({ serialNumbers: found.serials, lastUpdated: String(found.until) })
      },
    )

    scope.get<{ Params: OfPass }>(
      '/apple-wallet/v1/passes/:passType/:serial',
      {
        schema: {
          tags,
          summary: 'The pass as it is now: unchanged (304), or withdrawn, with nothing of the person in it',
          params: Type.Object({ passType: PassTypeId, serial: Serial }),
          produces: [APPLE_PASS_MEDIA_TYPE],
        },
      },
      async ({ params, headers }, reply) => {
        if (!mayAsk(params, headers.authorization)) return unknown(reply)
        const { serial } = params
        const pass = await phonePasses.find(serial)
        const key = withdrawnKeys(keyRing, now()).find(({ keyId }) => keyId === pass?.keyId)
        const withdrawn = Math.min(
          pass?.revoked ?? Number.POSITIVE_INFINITY,
          key?.at ?? Number.POSITIVE_INFINITY,
        )
        // We keep nothing from which to make the pass again: what the phone has is as new as it gets.
        if (!pass || withdrawn > now() || !isNewer(withdrawn, headers['if-modified-since'])) {
          return done(reply, 304)
        }
        return reply
          .header('cache-control', 'no-store')
          .header('last-modified', new Date(withdrawn).toUTCString())
          .type(APPLE_PASS_MEDIA_TYPE)
          .send(desk.voided(serial, pass))
      },
    )

    let untold = 0
    let toldAt = Number.NEGATIVE_INFINITY
    scope.post(
      '/apple-wallet/v1/log',
      { schema: { tags, summary: 'What went wrong on a phone' } },
      async (request, reply) => {
        // That it happened, and how often. What phones write names devices and passes.
        untold++
        const at = now()
        if (Math.abs(at - toldAt) >= LOG_EVERY) {
          request.log.warn({ event: 'apple-wallet-log', times: untold })
          untold = 0
          toldAt = at
        }
        return done(reply, 200)
      },
    )
  })
}

/** HTTP dates know whole seconds. */
function isNewer(changed: number, ifModifiedSince: string | undefined): boolean {
  const since = Date.parse(ifModifiedSince ?? '')
  return Number.isNaN(since) || Math.floor(changed / 1000) * 1000 > since
}
