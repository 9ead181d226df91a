import type { FastifyInstance } from 'fastify'
import type { Sent } from '../form/forms.ts'

/** Bytes: far more than any form of ours, far less than a burden. */
const LIMIT = 16 * 1024

/** Forms as browsers send them; anything else is refused as unsupported before it is read. */
export function readForms(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LIMIT },
    async (_request: unknown, body: string): Promise<Sent> => new Map(new URLSearchParams(body)),
  )
}
