import '@fastify/swagger' // its schema words
import { StoreUnavailable } from '@excelsior/store'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { DoorsInUse } from '../doors-in-use.ts'
import { SENDER_ALGORITHMS } from '../sender-keys.ts'
import { DOORS } from '../sender-scopes.ts'
import { type SenderTokens, TOKEN_PATH, TOKEN_SECONDS } from '../sender-tokens.ts'

const FORM = 'application/x-www-form-urlencoded'

/**
 * `POST /auth/token`: an access token for a registered sender who signs an assertion (SMART Backend Services, RFC 7523).
 */
export async function authRoutes(
  app: FastifyInstance,
  tokens: SenderTokens,
  doors: DoorsInUse,
): Promise<void> {
  await app.register(async (scope) => {
    doors.guard(scope)
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    )
    scope.post<{ Body: URLSearchParams }>(
      TOKEN_PATH,
      {
        schema: {
          tags: ['records'],
          summary: 'An access token for a registered sender (client_credentials with private_key_jwt)',
          consumes: [FORM],
        },
      },
      async (request, reply) => {
        const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
        const granted = await tokens.grant(form, request.ip).catch((error: unknown) => {
          if (error instanceof StoreUnavailable) return undefined
          throw error
        })
        switch (granted?.kind) {
          case 'granted':
            return answer(reply, 200, {
              access_token: granted.token,
              token_type: 'bearer',
              expires_in: TOKEN_SECONDS,
              scope: granted.scopes.join(' '),
            })
          case 'refused':
            return answer(reply, 400, { error: granted.error, error_description: granted.description })
          case 'busy':
            reply.header('retry-after', '60')
            return answer(reply, 429, {
              error: 'temporarily_unavailable',
              error_description:
                'Too many tokens were asked for from this network. A token is good for 5 minutes.',
            })
          case undefined:
            reply.header('retry-after', '10')
            return answer(reply, 503, {
              error: 'temporarily_unavailable',
              error_description: 'Not available at this moment. Try again shortly.',
            })
        }
      },
    )
  })

  const configuration = {
    token_endpoint: tokens.audience,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: SENDER_ALGORITHMS,
    grant_types_supported: ['client_credentials'],
    scopes_supported: [...DOORS, 'system/Patient.c', 'system/Immunization.c', 'system/Observation.c'],
    capabilities: ['client-confidential-asymmetric', 'permission-v2'],
  }
  // Below the FHIR base as SMART has it, and at the origin.
  for (const path of ['/fhir/.well-known/smart-configuration', '/.well-known/smart-configuration']) {
    app.get(
      path,
      {
        schema: { tags: ['records'], summary: 'Where senders get tokens, and how (SMART Backend Services)' },
      },
      (_request, reply) =>
        reply
          .header('cache-control', 'public, max-age=300')
          .header('access-control-allow-origin', '*')
          .header('cross-origin-resource-policy', 'cross-origin')
          .send(configuration),
    )
  }
}

/** RFC 6749, section 5.1: nobody keeps it. */
const answer = (reply: FastifyReply, status: number, body: Readonly<Record<string, unknown>>): FastifyReply =>
  reply.code(status).header('cache-control', 'no-store').header('pragma', 'no-cache').send(body)
