import '@fastify/swagger' // its schema words
import { STATUS_LIST_TYPE } from '@excelsior/credentials'
import { StoreUnavailable } from '@excelsior/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Installation } from '../installation.ts'
import { systemClock } from '../installation.ts'
import {
  authorizationServerMetadata,
  type CredentialError,
  issuerMetadata,
  jwtVcIssuerMetadata,
  TOKEN_SECONDS,
  type WalletNames,
} from '../other-wallets/credential-desk.ts'
import type { OtherWalletDesks } from '../other-wallets/other-wallets.ts'
import { REQUEST_PATH, RESPONSE_PATH } from '../other-wallets/presentation-desk.ts'
import { STATUS_LISTS_PATH } from '../other-wallets/sd-jwt-issuer.ts'
import { REQUEST_TYPE } from '../other-wallets/signed-requests.ts'
import { STATUS_KEEP_FOR } from '../other-wallets/status-publication.ts'

const FORM = 'application/x-www-form-urlencoded'
/** Bytes: eight proofs, or one presentation. */
const BODY_LIMIT = 48 * 1024
const TAGS = ['other wallets']

/** What standard wallets ask of us: OpenID4VCI 1.0, OpenID4VP 1.0, SD-JWT VC, Token Status List. */
export function otherWalletRoutes(
  app: FastifyInstance,
  { credentials, presentations, status }: OtherWalletDesks,
  { keyRing }: Pick<Installation, 'keyRing'>,
  publicUrl: string,
  names: ReadonlyMap<string, WalletNames>,
): void {
  const published = (path: string, summary: string, content: () => object) =>
    app.get(path, { schema: { tags: TAGS, summary } }, (_request, reply) =>
      open(reply, 300).type('application/json; charset=utf-8').send(content()),
    )
  const metadata = issuerMetadata(publicUrl, names)
  published(
    '/.well-known/openid-credential-issuer',
    'What wallets can fetch here (OpenID4VCI)',
    () => metadata,
  )
  published('/.well-known/oauth-authorization-server', 'Where they get a token for it (RFC 8414)', () =>
    authorizationServerMetadata(publicUrl),
  )
  published('/.well-known/jwt-vc-issuer', 'Keys of passes in other wallets (SD-JWT VC)', () =>
    jwtVcIssuerMetadata(
      publicUrl,
      keyRing.sdJwt.list(systemClock()).filter(({ state }) => state !== 'dropped' && state !== 'revoked'),
    ),
  )

  app.get(
    STATUS_LISTS_PATH,
    { schema: { tags: TAGS, summary: 'Which status lists there are (Token Status List, section 9)' } },
    async (_request, reply) => open(reply, 300).send({ status_lists: await status.all() }),
  )
  app.get<{ Params: { list: string } }>(
    '/credentials/status/:list',
    {
      schema: {
        tags: TAGS,
        summary: 'Which of them were withdrawn (Token Status List)',
        params: Type.Object({ list: Type.String({ pattern: '^(0|[1-9]\\d{0,8})$' }) }),
        produces: [`application/${STATUS_LIST_TYPE}`],
      },
    },
    async ({ params }, reply) => {
      const token = await status.list(Number(params.list))
      if (token === undefined) return reply.callNotFound()
      return open(reply, STATUS_KEEP_FOR / 1000)
        .type(`application/${STATUS_LIST_TYPE}`)
        .send(token)
    },
  )

  app.get<{ Params: { request: string } }>(
    `${REQUEST_PATH}/:request`,
    {
      schema: {
        tags: TAGS,
        summary: 'What a venue asks of a wallet, signed (OpenID4VP, request_uri)',
        params: Type.Object({ request: Type.String({ pattern: '^[\\w-]{43}$' }) }),
        produces: [`application/${REQUEST_TYPE}`],
      },
    },
    async ({ params }, reply) => {
      const signed = await presentations.request(params.request)
      if (signed === undefined) return reply.callNotFound()
      return reply
        .header('cache-control', 'no-store')
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin')
        .type(`application/${REQUEST_TYPE}`)
        .send(signed)
    },
  )

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      FORM,
      { parseAs: 'string', bodyLimit: BODY_LIMIT },
      async (_: unknown, body: string) => new URLSearchParams(body),
    )
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: BODY_LIMIT },
      // What is no JSON is refused in the words of the standard, like what is no request.
      async (_: unknown, body: string) => jsonIn(body),
    )
    scope.setErrorHandler((error: { readonly statusCode?: number }, request, reply) => {
      const away = error instanceof StoreUnavailable
      const code = away ? 503 : (error.statusCode ?? 500)
      if (code >= 500) request.log.error({ event: away ? 'store-unavailable' : 'unexpected' }, 'failed')
      if (code === 413) reply.header('connection', 'close')
      return told(
        reply,
        code,
        away ? 'temporarily_unavailable' : code < 500 ? 'invalid_request' : 'server_error',
      )
    })

    scope.post(
      '/openid4vci/token',
      {
        schema: {
          tags: TAGS,
          summary: 'A token for an offered pass (pre-authorized code)',
          consumes: [FORM],
        },
      },
      async ({ body, ip }, reply) => {
        const answer = await credentials.token(formIn(body), ip)
        if (answer.kind === 'busy') return busy(reply)
        if (answer.kind === 'refused') return told(reply, 400, answer.error)
        return reply
          .header('cache-control', 'no-store')
          .send({ access_token: answer.token, token_type: 'Bearer', expires_in: TOKEN_SECONDS })
      },
    )

    scope.post(
      '/openid4vci/nonce',
      { schema: { tags: TAGS, summary: 'A word for the wallet to sign' } },
      async (_request, reply) =>
        reply.header('cache-control', 'no-store').send({ c_nonce: credentials.nonce() }),
    )

    scope.post(
      '/openid4vci/credential',
      { schema: { tags: TAGS, summary: 'The offered pass, bound to keys of the wallet (dc+sd-jwt)' } },
      async ({ body, headers, ip }, reply) => {
        const token = /^Bearer ([\w-]{43})$/i.exec(headers.authorization ?? '')?.[1]
        const answer = await credentials.credential(token, body, ip)
        if (answer.kind === 'busy') return busy(reply)
        if (answer.kind === 'refused') return refusedCredential(reply, answer.error)
        return reply
          .header('cache-control', 'no-store')
          .send({ credentials: answer.credentials.map((credential) => ({ credential })) })
      },
    )

    scope.post(
      RESPONSE_PATH,
      {
        schema: {
          tags: TAGS,
          summary: 'What a wallet shows to whoever asked (OpenID4VP, direct_post and direct_post.jwt)',
          consumes: [FORM],
        },
      },
      async ({ body }, reply) =>
        (await presentations.answer(formIn(body)))
          ? reply.header('cache-control', 'no-store').send({})
          : told(reply, 400, 'invalid_request'),
    )
  })
}

/** For verifiers and wallets anywhere, those in web pages too. */
const open = (reply: FastifyReply, seconds: number) =>
  reply
    .header('cache-control', `public, max-age=${seconds}`)
    .header('access-control-allow-origin', '*')
    .header('cross-origin-resource-policy', 'cross-origin')

const told = (reply: FastifyReply, status: number, error: string) =>
  reply
    .status(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send({ error })

const busy = (reply: FastifyReply) => told(reply.header('retry-after', '60'), 429, 'temporarily_unavailable')

/** RFC 6750, section 3: a token that is none is answered with how to show one. */
function refusedCredential(reply: FastifyReply, error: CredentialError): FastifyReply {
  if (error !== 'invalid_token') return told(reply, 400, error)
  return told(reply.header('www-authenticate', `Bearer error="${error}"`), 401, error)
}

const formIn = (body: unknown) => (body instanceof URLSearchParams ? body : new URLSearchParams())

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
