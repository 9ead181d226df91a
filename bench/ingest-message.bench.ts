import { hl7Messages } from '@excelsior/demo'
import type { Bench } from './figure.ts'
import { Connection, postRequest } from './http-load.ts'
import { plainInserts } from './plain-inserts.ts'
import { residents } from './residents.ts'
import { concurrently, sideBySide } from './rounds.ts'
import { startedService } from './service-process.ts'

const PEOPLE = 8_000
const AT_ONCE = 16
const ROUND = 400

export const bench: Bench = {
  figures: [
    {
      name: 'ingest-message',
      what: `one HL7 message by POST /api/records/hl7v2 until it is on disk and acknowledged, ${AT_ONCE} at a time`,
      beside: 'one-row inserts of the same bytes into a plain table, as many at a time',
      unit: 'messages/s',
      goal: { of: 'ratio', atLeast: 0.5 },
    },
  ],
  async measure(progress) {
    progress('ingest: a service …')
    const service = await startedService({ DEMO_PEOPLE: '1' })
    const messages = [...hl7Messages(residents(PEOPLE, 2))].map(({ text }) => text)
    const idle = await Promise.all(Array.from({ length: AT_ONCE }, () => Connection.open(service.port)))
    let sent = 0
    const send = async () => {
      const message = messages[sent++]
      const connection = idle.pop()
      if (!connection || message === undefined) throw new Error('there are too few messages')
      const { status, body } = await connection.send(
        postRequest('/api/records/hl7v2', 'application/hl7-v2', message),
      )
      idle.push(connection)
      if (status !== 200 || !/\rMSA\|A[AE]/.test(body)) throw new Error(`a message was answered ${status}`)
    }
    const plain = await plainInserts(service.connection)
    const bytes = Math.round(messages.reduce((sum, { length }) => sum + length, 0) / messages.length)

    progress(`ingest: messages by turns with plain rows, ${AT_ONCE} at a time …`)
    const rates = await sideBySide(
      () => concurrently(ROUND, AT_ONCE, send),
      () => concurrently(ROUND, AT_ONCE, () => plain.insert(bytes)),
      { rounds: 25, warmUp: 4 },
    )
    return { 'ingest-message': rates }
  },
}
