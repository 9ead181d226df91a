import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Instant, Zone } from '@excelsior/domain'
import { acknowledge } from '@excelsior/records'
import type { FastifyInstance } from 'fastify'
import { Answers } from '../../answers.ts'
import type { DoorsInUse } from '../../doors-in-use.ts'
import type { Ingestion, Reader } from '../../ingestion.ts'
import { Intake } from '../../intake.ts'
import { sendProblem } from '../../problem.ts'
import { refuseSender, type SenderDesk } from '../../senders.ts'
import { BODY_LIMIT, bounded, INTAKE } from './bounded-body.ts'

const HL7 = ['application/hl7-v2', 'x-application/hl7-v2+er7']

export interface RecordRoutes {
  readonly ingestion: Ingestion
  readonly read: Reader
  readonly senders: Pick<SenderDesk, 'overHttp'>
  readonly doors: DoorsInUse
  /** Of the time that an acknowledgement bears. */
  readonly zone: Zone
  readonly now: () => Instant
}

/** `POST /api/records/hl7v2`: one message or a batch in, an acknowledgement for each out. It means: on disk. */
export function recordRoutes(
  app: FastifyInstance,
  { ingestion, read, senders, doors, zone, now }: RecordRoutes,
): void {
  const intake = new Intake(INTAKE)
  app.register(async (scope) => {
    doors.guard(scope)
    // The body stays a stream: nothing waits in memory for its end. Any other type is refused before it is read.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(HL7, (_request, payload, done) => done(null, payload))
    scope.post<{ Body: AsyncIterable<Uint8Array> | undefined }>(
      '/api/records/hl7v2',
      {
        bodyLimit: BODY_LIMIT,
        schema: {
          tags: ['records'],
          summary:
            'HL7 v2 messages (VXU, ORU; ADT^A40, A24, A37), single or batch; answers with acknowledgements',
          consumes: HL7,
          produces: ['application/hl7-v2'],
        },
      },
      async (request, reply) => {
        const admission = await senders.overHttp(request, 'hl7v2')
        if (admission.kind !== 'known') return refuseSender(reply, admission)
        const { body } = request
        if (!body)
          return sendProblem(reply, { title: 'This content type is not understood here', status: 415 })
        const answers = new Answers()
        let isBlank = true
        const chunks = watched(bounded(body, intake.open(admission.source.id, reply.raw)), (chunk) => {
          isBlank &&= chunk.every((byte) => BLANK.has(byte))
        })
        for await (const ingested of ingestion.ingest(chunks, admission.source, read)) answers.take(ingested)
        if (answers.isEmpty && isBlank)
          return sendProblem(reply, { title: 'There is no message in it', status: 422 })
        const parts: Uint8Array[] = []
        for (const { header, outcome } of answers.all()) {
          const stamp = { controlId: randomBytes(10).toString('hex'), at: now(), zone }
          parts.push(acknowledge(header, outcome, stamp, true) ?? new Uint8Array(0))
          // A file of a hundred thousand broken messages is answered without keeping everybody else waiting.
          if (parts.length % AT_A_TURN === 0) await turn()
        }
        return reply.type('application/hl7-v2').header('cache-control', 'no-store').send(Buffer.concat(parts))
      },
    )
  })
}

/** CR, LF, space and tab. An empty batch is none of it: it says that there was nothing that day. */
const BLANK = new Set([13, 10, 32, 9])

async function* watched(chunks: AsyncIterable<Uint8Array>, look: (chunk: Uint8Array) => void) {
  for await (const chunk of chunks) {
    look(chunk)
    yield chunk
  }
}

/** Answers that are written before others get their turn: a few milliseconds. */
const AT_A_TURN = 50
