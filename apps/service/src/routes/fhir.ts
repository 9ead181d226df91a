import '@fastify/swagger' // its schema words
import { setImmediate as turn } from 'node:timers/promises'
import type { Instant } from '@excelsior/domain'
import {
  FHIR_STREAM_HOLDS,
  type FhirInput,
  gatherFhir,
  MAX_FHIR_BYTES,
  MAX_FHIR_STREAM_BYTES,
  openFhir,
  STORED_TYPES,
} from '@excelsior/records'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { giveTime } from '../body-time.ts'
import type { DoorsInUse } from '../doors-in-use.ts'
import { capabilityStatement } from '../fhir/capability-statement.ts'
import { type Issue, operationOutcome } from '../fhir/operation-outcome.ts'
import { type FhirAnswer, takeFhir } from '../fhir/take.ts'
import { takeLines } from '../fhir/take-lines.ts'
import type { WholeIngestion } from '../ingestion.ts'
import { A_CHUNK, AT_LEAST, Intake } from '../intake.ts'
import { sendProblem } from '../problem.ts'
import { refuseSender, type SenderDesk } from '../senders.ts'

const JSON_TYPE = 'application/fhir+json'
const LINES_TYPE = 'application/fhir+ndjson'
/** Bytes of documents that are in hand at once; read, they take several times as much. */
const INTAKE = 64 * 1024 * 1024
/** Files of lines beyond 16 MiB that are read at once, half of them of one source at most. */
const STREAMS = 4
/** A gibibyte, at 150 KB a second. */
const STREAM_TIME = 2 * 60 * 60 * 1000
/** R4, or not said (HL7 FHIR R4, section 3.1.0.1.11). */
const VERSIONS = ['4.0', '4.0.0', '4.0.1']

export interface FhirRoutes {
  readonly ingestion: WholeIngestion
  readonly senders: Pick<SenderDesk, 'overHttp'>
  readonly doors: DoorsInUse
  readonly publicUrl: string
  readonly now: () => Instant
}

interface One {
  readonly Params: { readonly id: string }
}

/**
 * `POST /fhir`: a Bundle of FHIR R4, or resources one a line. `POST`, `PUT`, `DELETE` of single ones below it. The
 * answer means: on disk. Whatever fails is told as an OperationOutcome.
 */
export async function fhirRoutes(app: FastifyInstance, parts: FhirRoutes): Promise<void> {
  const { ingestion, senders, doors, publicUrl, now } = parts
  const intake = new Intake(INTAKE)
  const streams = new Intake(STREAMS * FHIR_STREAM_HOLDS)
  await app.register(
    async (scope) => {
      doors.guard(scope)
      scope.removeAllContentTypeParsers()
      // The body stays a stream until it is known who sends it.
      scope.addContentTypeParser([JSON_TYPE, LINES_TYPE], (_request, payload, done) => done(null, payload))
      scope.addHook('onSend', async (_request, reply, payload) => asOutcome(reply, payload))

      async function take(
        request: FastifyRequest,
        reply: FastifyReply,
        asked: { readonly method: string; readonly url?: string },
      ): Promise<FastifyReply> {
        const admission = await senders.overHttp(request, 'fhir')
        if (admission.kind !== 'known') return refuseSender(reply, admission)
        const fault = mediaFault(request)
        if (fault) return sendProblem(reply, fault)
        const isLines = mediaType(request) === LINES_TYPE
        const sent = {
          source: admission.source,
          scopes: admission.scopes,
          minimal: /(?:^|[,;\s])return=minimal(?:$|[,;\s])/.test(preferred(request)),
        }
        const most = isLines ? MAX_FHIR_STREAM_BYTES : MAX_FHIR_BYTES
        if (Number(request.headers['content-length'] ?? 0) > most)
          throw new TooLarge(`more than ${most} bytes`)
        const taken = intake.open(admission.source.id, reply.raw)
        const body = request.body as AsyncIterable<Uint8Array>
        let bytes: Uint8Array
        if (isLines) {
          const whole = new Held(taken)
          const gathered = await gatherFhir(whole.of(body), true)
          if (gathered.kind === 'lines') {
            whole.letGo()
            giveTime(request, STREAM_TIME)
            // From here on it holds so much and no more, however long it is.
            streams.open(admission.source.id, reply.raw)(FHIR_STREAM_HOLDS - AT_LEAST)
            return answered(reply, await takeLines(gathered.chunks, sent, { ingestion, log: request.log }))
          }
          bytes = gathered.bytes
        } else bytes = await collected(body, taken)
        const input = await opened(bytes, isLines ? {} : asked)
        if (asked.url !== undefined && input.bundle)
          return sendProblem(reply, { title: 'A Bundle goes to the address without a type', status: 400 })
        return answered(reply, await takeFhir(input, sent, { ingestion, now }))
      }

      scope.get(
        '/metadata',
        { schema: { tags: ['records'], summary: 'What the FHIR door takes' } },
        (_request, reply) =>
          reply
            .type(`${JSON_TYPE}; charset=utf-8`)
            .header('cache-control', 'public, max-age=300')
            .send(JSON.stringify(capabilityStatement(publicUrl))),
      )
      // Clients write the base with a slash behind it, and without.
      for (const url of ['', '/']) {
        scope.post(
          url,
          {
            prefixTrailingSlash: 'slash',
            schema: {
              tags: ['records'],
              summary: 'FHIR R4: a Bundle (transaction, batch, collection) or NDJSON of doses and results',
              consumes: [JSON_TYPE, LINES_TYPE],
              produces: [JSON_TYPE],
              hide: url === '/',
            },
          },
          (request, reply) => take(request, reply, { method: 'POST' }),
        )
      }
      for (const type of STORED_TYPES) {
        const schema = { tags: ['records'], consumes: [JSON_TYPE], produces: [JSON_TYPE] }
        scope.post(
          `/${type}`,
          { schema: { ...schema, summary: `One ${type}, its patient contained` } },
          (request, reply) => take(request, reply, { method: 'POST', url: type }),
        )
        scope.put<One>(
          `/${type}/:id`,
          { schema: { ...schema, summary: `One ${type}, under its id` } },
          (request, reply) => {
            const { id } = request.params
            return isId(id) ? take(request, reply, { method: 'PUT', url: `${type}/${id}` }) : notTaken(reply)
          },
        )
        scope.delete<One>(
          `/${type}/:id`,
          { schema: { tags: ['records'], summary: `Withdraws the ${type} of this id` } },
          async (request, reply) => {
            const { id } = request.params
            if (!isId(id)) return notTaken(reply)
            const admission = await senders.overHttp(request, 'fhir')
            if (admission.kind !== 'known') return refuseSender(reply, admission)
            const sent = { source: admission.source, scopes: admission.scopes, minimal: true }
            return answered(reply, await takeFhir(deletionOf(`${type}/${id}`), sent, { ingestion, now }))
          },
        )
      }
      scope.setNotFoundHandler((request, reply) =>
        isOffered(request.url) ? notOffered(reply) : notTaken(reply),
      )
    },
    { prefix: '/fhir' },
  )
}

/** `DELETE` without a Bundle round it. */
const deletionOf = (url: string): FhirInput => ({
  bundle: undefined,
  entries: [
    {
      ordinal: 1,
      fullUrl: undefined,
      resource: undefined,
      method: 'DELETE',
      url,
      isBoundToVersion: false,
      timestamp: undefined,
      source: '{}',
      isWrapped: false,
    },
  ],
  rejections: [],
})

/** There is something at this address, for other methods. */
function isOffered(url: string): boolean {
  const [, , type = '', id] = url.split('?', 1)[0]?.split('/') ?? []
  if (type === '' || type === 'metadata') return true
  return STORED_TYPES.some((name) => name === type) && (id === undefined || isId(id))
}

/** FHIR R4, section 2.24.0.1: id. */
const isId = (id: string): boolean => /^[A-Za-z0-9.-]{1,64}$/.test(id)

const notTaken = (reply: FastifyReply): FastifyReply =>
  sendProblem(reply, {
    title: 'Immunization and Observation are taken here, by POST, and by PUT and DELETE with their id',
    status: 404,
  })

const notOffered = (reply: FastifyReply): FastifyReply => {
  reply.header('allow', 'POST, PUT, DELETE')
  return sendProblem(reply, {
    title:
      'Records are taken by POST, PUT and DELETE, and none are given out. Changes to parts are not taken: send the whole resource by PUT',
    status: 405,
  })
}

const mediaType = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

const preferred = (request: FastifyRequest): string => String(request.headers.prefer ?? '').toLowerCase()

function mediaFault(request: FastifyRequest) {
  const parameters = (request.headers['content-type'] ?? '').toLowerCase().split(';').slice(1)
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=', 2).map((part) => part.trim().replaceAll('"', ''))
    if (name === 'fhirversion' && !VERSIONS.includes(value))
      return { title: 'FHIR R4 (4.0) is taken here', status: 415 }
    if (name === 'charset' && value !== 'utf-8') return { title: 'FHIR is sent in UTF-8', status: 415 }
  }
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') return { title: 'The body is taken as it is, not compressed', status: 415 }
  const accept = request.headers.accept ?? '*/*'
  if (!/\*\/\*|application\/(?:\*|(?:fhir\+)?json)/.test(accept))
    return { title: `Answers are given as ${JSON_TYPE}`, status: 406 }
  return undefined
}

class TooLarge extends Error {
  readonly statusCode = 413
}

/** The body, up to its bound and while there is room: what turns out to be longer is not waited for. */
async function collected(
  body: AsyncIterable<Uint8Array>,
  take: (bytes: number) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.length
    if (bytes > MAX_FHIR_BYTES) throw new TooLarge('more than 16 MiB')
    take(chunk.length + A_CHUNK)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Counts what is held of a body, until it is known to be read as it comes. */
class Held {
  readonly #take: (bytes: number) => void
  #held: number | undefined = 0

  constructor(take: (bytes: number) => void) {
    this.#take = take
  }

  async *of(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      if (this.#held !== undefined) {
        this.#take(chunk.length + A_CHUNK)
        this.#held += chunk.length + A_CHUNK
      }
      yield chunk
    }
  }

  letGo(): void {
    this.#take(-(this.#held ?? 0))
    this.#held = undefined
  }
}

/** So long others wait at most, in milliseconds. */
const SLICE = 20

async function opened(
  bytes: Uint8Array,
  asked: { readonly method?: string; readonly url?: string },
): Promise<FhirInput> {
  const opening = openFhir(bytes, asked)
  let since = performance.now()
  for (;;) {
    const step = opening.next()
    if (step.done === true) return step.value
    if (performance.now() - since < SLICE) continue
    await turn()
    since = performance.now()
  }
}

function answered(reply: FastifyReply, { status, body }: FhirAnswer): FastifyReply {
  reply.code(status).header('cache-control', 'no-store')
  if (status === 503) reply.header('retry-after', '10')
  if (status === 413) reply.header('connection', 'close')
  if (body === undefined) return reply.send()
  return reply.type(`${JSON_TYPE}; charset=utf-8`).send(JSON.stringify(body))
}

const ISSUE_TYPES: Readonly<Record<number, string>> = {
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  413: 'too-long',
  415: 'not-supported',
  429: 'throttled',
  503: 'transient',
}

/** Problems of the HTTP interface are OperationOutcomes here: a FHIR client reads those. */
function asOutcome(reply: FastifyReply, payload: unknown): unknown {
  const type = String(reply.getHeader('content-type') ?? '')
  if (typeof payload !== 'string' || !type.startsWith('application/problem+json')) return payload
  const { title, detail }: { readonly title: string; readonly detail?: string } = JSON.parse(payload)
  const issue: Issue = {
    severity: reply.statusCode === 503 ? 'fatal' : 'error',
    code: ISSUE_TYPES[reply.statusCode] ?? 'processing',
    diagnostics: detail === undefined ? title : `${title}. ${detail}`,
  }
  const outcome = JSON.stringify(operationOutcome([issue]))
  reply.type(`${JSON_TYPE}; charset=utf-8`).header('content-length', Buffer.byteLength(outcome))
  return outcome
}
