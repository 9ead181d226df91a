import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Instant, Zone } from '@excelsior/domain'
import { acknowledge, type MessageHeader, type Rejection } from '@excelsior/records'
import type { Source } from '@excelsior/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Ingested, Ingestion, Reader } from '../../ingestion.ts'
import { headerOf } from '../../ingestion.ts'
import { sendProblem } from '../../problem.ts'

/** A batch file; a single message has its own bound in the reader. */
const BODY_LIMIT = 16 * 1024 * 1024
const HL7 = ['application/hl7-v2', 'x-application/hl7-v2+er7']

export interface RecordRoutes {
  readonly ingestion: Ingestion
  readonly read: Reader
  /** Who sends; undefined for whoever is not known. */
  readonly senderOf: (request: FastifyRequest) => Promise<Source | undefined>
  /** Of the time that an acknowledgement bears. */
  readonly zone: Zone
  readonly now: () => Instant
}

/** `POST /api/records/hl7v2`: one message or a batch in, an acknowledgement for each out. It means: on disk. */
export function recordRoutes(
  app: FastifyInstance,
  { ingestion, read, senderOf, zone, now }: RecordRoutes,
): void {
  app.register(async (scope) => {
    // The body stays a stream: nothing waits in memory for its end.
    scope.addContentTypeParser(HL7, (_request, payload, done) => done(null, payload))
    scope.post<{ Body: AsyncIterable<Uint8Array> }>(
      '/api/records/hl7v2',
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: ['records'],
          summary: 'HL7 v2 messages (VXU, ORU), single or batch; answers with acknowledgements',
          consumes: HL7,
          produces: ['application/hl7-v2'],
        },
      },
      async (request, reply) => {
        const source = await senderOf(request)
        if (!source) return unknownSender(reply)
        const answers = new Map<number, Answer>()
        for await (const ingested of ingestion.ingest(bounded(request.body), source, read))
          collect(answers, ingested)
        const parts: Uint8Array[] = []
        for (const { header, fate, faults } of answers.values()) {
          const stamp = { controlId: randomBytes(10).toString('hex'), at: now(), zone }
          parts.push(acknowledge(header, { fate, faults }, stamp, true) ?? new Uint8Array(0))
          // A file of a hundred thousand broken messages is answered without keeping everybody else waiting.
          if (parts.length % AT_A_TURN === 0) await turn()
        }
        return reply.type('application/hl7-v2').header('cache-control', 'no-store').send(Buffer.concat(parts))
      },
    )
  })
}

interface Answer {
  readonly header: MessageHeader | undefined
  /** `error` where nothing of the message was taken, else `accepted`, with the faults of what was set aside. */
  fate: 'accepted' | 'error'
  readonly faults: Rejection[]
}

/** One answer a message, also where it told of several people. */
function collect(answers: Map<number, Answer>, ingested: Ingested): void {
  if (ingested.kind === 'notice') return
  const taken = ingested.kind === 'taken'
  const message = taken ? ingested.report.message : ingested.rejection.message
  const answer = answers.get(message) ?? { header: headerOf(ingested), fate: 'error', faults: [] }
  if (!taken) answer.faults.push(ingested.rejection)
  else {
    answer.faults.push(...ingested.report.setAside)
    if (ingested.report.records.length > 0 || ingested.report.setAside.length === 0) answer.fate = 'accepted'
  }
  answers.set(message, answer)
}

/** Answers that are written before others get their turn: a few milliseconds. */
const AT_A_TURN = 50

class TooLarge extends Error {
  readonly statusCode = 413
}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT) throw new TooLarge('more than 16 MiB')
    yield chunk
  }
}

const unknownSender = (reply: FastifyReply): FastifyReply =>
  sendProblem(reply.header('www-authenticate', 'Bearer'), {
    title: 'This sender is not known',
    status: 401,
    detail: 'Only registered senders may hand in records.',
  })
