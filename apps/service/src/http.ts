import { StoreUnavailable } from '@excelsior/store'
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify'
import { limitBodyTime } from './body-time.ts'
import type { Config } from './config.ts'
import { sendProblem } from './problem.ts'

/** Form and JSON bodies; records have their own, larger bound at their route. */
const BODY_LIMIT = 16 * 1024

/** No third party, no inline script or style, nothing framed. */
const OWN_ORIGIN = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

interface Surroundings {
  readonly path: string
  readonly contentSecurity: string
  readonly permissions: string
}

const NO_DEVICES = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()'
const CAMERA_ONLY = NO_DEVICES.replace('camera=()', 'camera=(self)')

const STRICTEST: Surroundings = {
  path: '/',
  contentSecurity: `${OWN_ORIGIN}; require-trusted-types-for 'script'`,
  permissions: NO_DEVICES,
}

/** What the apps' pages may do, by the first path that fits. Only the decoders' workers may compile WebAssembly. */
const SURROUNDINGS: readonly Surroundings[] = [
  ...['/scanner/', '/wallet/'].flatMap((app) => [
    ...['decoder.worker-', 'document-decoder.worker-'].map((worker) => ({
      path: `${app}assets/${worker}`,
      // 'unsafe-eval' is what browsers before 2021 call 'wasm-unsafe-eval'.
      contentSecurity: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'",
      permissions: NO_DEVICES,
    })),
    { path: app, contentSecurity: OWN_ORIGIN, permissions: CAMERA_ONLY },
  ]),
]

/** An address in absolute form (RFC 9112, section 3.2.2), or one that cannot be decoded, is nobody's page. */
function guard(reply: FastifyReply, address: string, { publicUrl }: Config): FastifyReply {
  const around = SURROUNDINGS.find(({ path }) => address.startsWith(path)) ?? STRICTEST
  return reply.headers({
    'content-security-policy': around.contentSecurity,
    'permissions-policy': around.permissions,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    ...(publicUrl.startsWith('https:') && {
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    }),
  })
}

/** The server without its routes: limits, headers, errors as problem details, and logs by allow-list. */
export function createServer(config: Config): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    // Of the body: see `limitBodyTime`.
    requestTimeout: 0,
    http: { headersTimeout: 30_000 },
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    routerOptions: { maxParamLength: 200 },
    logger: {
      level: 'warn',
      // Method, route pattern and status only: never an address, a query, a header or a body.
      serializers: {
        req: (request) => ({ method: request.method, route: request.routeOptions?.url }),
        res: (reply) => ({ statusCode: reply.statusCode }),
        err: (error) => ({ type: error.name, message: error.code ?? error.name, stack: '' }),
      },
    },
    // An address that cannot be decoded is answered as everything is, and not repeated.
    frameworkErrors: (_error, request, reply) =>
      sendProblem(guard(reply, request.url, config), { title: 'The request cannot be read', status: 400 }),
    logController: new LogController({ disableRequestLogging: true }),
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: true } },
  })

  app.addHook('onRequest', async (request, reply) => {
    guard(reply, request.url, config)
  })

  limitBodyTime(app)

  app.setErrorHandler((error: FastifyFault, request, reply) => {
    if (error.validation) {
      return sendProblem(reply, {
        title: 'The request is not of the expected form',
        status: 422,
        detail: 'Correct the fields listed under "errors" and send it again.',
        errors: error.validation.map((fault) => ({
          field: fieldOf(fault),
          detail: fault.message ?? 'is not of the expected form',
        })),
      })
    }
    const away = error instanceof StoreUnavailable
    const status = away ? 503 : (error.statusCode ?? 500)
    if (away) reply.header('retry-after', '10')
    // The rest of the body is not read: what came after it on this connection would wait in vain.
    if (status === 413) reply.header('connection', 'close')
    // With words of our own: else the error's message is logged, which may hold what somebody typed or sent.
    if (status >= 500)
      request.log.error({ event: away ? 'store-unavailable' : 'unexpected', err: error }, 'failed')
    return sendProblem(reply, { title: TITLES[status] ?? 'The request failed', status })
  })
  return app
}

interface FastifyFault extends Error {
  readonly statusCode?: number
  readonly validation?: readonly ValidationFault[]
}
interface ValidationFault {
  readonly instancePath: string
  readonly message?: string
  readonly params: Readonly<Record<string, unknown>>
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  413: 'The request is too large',
  415: 'This content type is not understood here',
  500: 'Something went wrong here. Please try again',
  503: 'Not available at this moment. Please try again shortly',
}

/** `/answers/x` -> `answers.x`; a missing or surplus property is named itself. */
function fieldOf(fault: ValidationFault): string {
  const within = fault.instancePath.split('/').filter((part) => part !== '')
  const named = fault.params.missingProperty ?? fault.params.additionalProperty
  return [...within, ...(typeof named === 'string' ? [named] : [])].join('.') || 'body'
}
