import '@fastify/swagger' // its schema words
import { type CsvMapping, parseCsvMapping, type Rejection, readCsv } from '@excelsior/records'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { DoorsInUse } from '../../doors-in-use.ts'
import { type Ingestion, Tally } from '../../ingestion.ts'
import { Intake } from '../../intake.ts'
import { sendProblem } from '../../problem.ts'
import { refuseSender, type SenderDesk } from '../../senders.ts'
import { BODY_LIMIT, bounded, INTAKE } from './bounded-body.ts'

const CSV = 'text/csv'
/** Refused rows that are told one by one; all are kept. */
const MOST_TOLD = 1000

export interface CsvRoutes {
  readonly ingestion: Ingestion
  readonly senders: Pick<SenderDesk, 'overHttp'>
  readonly doors: DoorsInUse
}

/** A refused row: where it stands and why, nothing of what it says. */
interface ToldRow {
  /** From 1, blank rows not counted; the header is one. */
  readonly row: number
  readonly field?: string
  readonly code: Rejection['code']
  readonly reason: string
}

const SCHEMA = {
  tags: ['records'],
  summary: 'CSV of doses and results, a row a record, by the mapping that is registered with the source',
  consumes: [CSV],
  produces: ['application/json'],
  response: {
    200: {
      description: 'What became of the rows; all of it is on disk',
      type: 'object',
      properties: {
        ...Object.fromEntries(Object.keys(new Tally().messages).map((name) => [name, { type: 'integer' }])),
        rejections: {
          type: 'array',
          maxItems: MOST_TOLD,
          items: {
            type: 'object',
            properties: {
              row: { type: 'integer', description: 'From 1, blank rows not counted; the header is one' },
              field: { type: 'string' },
              code: { type: 'string' },
              reason: { type: 'string' },
            },
          },
        },
        untold: { type: 'integer', description: 'Rejections beyond those told' },
        notices: { type: 'array', items: { type: 'string' } },
      },
    },
  },
}

/** `POST /api/records/csv`: rows in, read as they come; counts out, and each refused row with its reason. It means: on disk. */
export function csvRoutes(app: FastifyInstance, { ingestion, senders, doors }: CsvRoutes): void {
  const intake = new Intake(INTAKE)
  app.register(async (scope) => {
    doors.guard(scope)
    // The body stays a stream: nothing waits in memory for its end.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(CSV, (_request, payload, done) => done(null, payload))
    scope.post<{ Body: AsyncIterable<Uint8Array> | undefined }>(
      '/api/records/csv',
      { bodyLimit: BODY_LIMIT, schema: SCHEMA },
      async (request, reply) => {
        const admission = await senders.overHttp(request, 'csv')
        if (admission.kind !== 'known') return refuseSender(reply, admission)
        const { body } = request
        if (!body)
          return sendProblem(reply, { title: 'This content type is not understood here', status: 415 })
        const declared = mappingOf(admission.mapping)
        if (declared === 'unusable')
          return sendProblem(reply, {
            title: 'The mapping that is registered with this source cannot be used any more',
            status: 422,
            detail:
              'Register it again: "excelsior sources add NAME --mapping FILE --replace" says what is wrong with it.',
          })
        const encoding = declared?.encoding ?? 'utf-8'
        const charset = charsetOf(request)
        if (charset !== undefined && charset !== encoding)
          return sendProblem(reply, { title: `The rows of this source are read as ${encoding}`, status: 415 })

        const tally = new Tally()
        const rejections: ToldRow[] = []
        const notices: string[] = []
        let refused: Rejection | undefined
        const first = declared?.hasHeader === false ? 1 : 2
        const chunks = bounded(body, intake.open(admission.source.id, reply.raw))
        for await (const ingested of ingestion.ingest(chunks, admission.source, (rows, options) =>
          readCsv(rows, options, declared),
        )) {
          tally.count(ingested)
          if (ingested.kind === 'notice') notices.push(ingested.text)
          if (ingested.kind !== 'rejected') continue
          if (ingested.rejection.message === 0) refused = ingested.rejection
          else if (rejections.length < MOST_TOLD) rejections.push(told(ingested.rejection, first))
        }
        if (refused) {
          const { path, reason } = refused
          return sendProblem(reply, {
            title: 'Nothing of the file was taken',
            status: 422,
            detail: reason,
            ...(path !== undefined && { errors: [{ field: path, detail: reason }] }),
          })
        }
        const untold = tally.messages.rejected - rejections.length
        return reply
          .header('cache-control', 'no-store')
          .send({ ...tally.messages, rejections, untold, notices })
      },
    )
  })
}

function told({ message, path, code, reason }: Rejection, first: number): ToldRow {
  return { row: message - 1 + first, ...(path !== undefined && { field: path }), code, reason }
}

function mappingOf(text: string | undefined): CsvMapping | 'unusable' | undefined {
  if (text === undefined) return undefined
  const parsed = parseCsvMapping(text)
  return parsed.ok ? parsed.mapping : 'unusable'
}

function charsetOf(request: FastifyRequest): string | undefined {
  return /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase()
}
