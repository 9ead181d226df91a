import {
  type CivilDate,
  dayNumber,
  type Instant,
  isCivilDate,
  type Limit,
  type Zone,
} from '@excelsior/domain'
import type { Store } from '@excelsior/store'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { networkOf } from '../../network.ts'
import { sendProblem } from '../../problem.ts'

/** A scanner sends once an hour; a hall or a chain of shops may stand behind one address. */
const PER_NETWORK: Limit = { count: 300, periodMilliseconds: 3_600_000 }
/** Days back that a scanner may have been offline, and one ahead: its zone may be another. */
const DAYS_BACK = 7
const DAYS_AHEAD = 1
const MOST_LINES = 200
/** Of one day, type and result at one device: a scan a second, all day. */
const MOST = 100_000

const either = <Word extends string>(words: readonly Word[]) =>
  Type.Union(words.map((word) => Type.Literal(word)))

const Body = Type.Object(
  {
    key: Type.String({ pattern: '^[0-9a-f]{32}$', description: 'Drawn by chance for this batch alone' }),
    counts: Type.Array(
      Type.Object(
        {
          day: Type.String({ minLength: 10, maxLength: 10, description: 'ISO 8601 day' }),
          type: either(['vaccination', 'pcr', 'antigen', 'none']),
          result: either([
            'valid',
            'expired',
            'not-yet-valid',
            'not-accepted',
            'not-genuine',
            'cannot-check',
          ]),
          count: Type.Integer({ minimum: 1, maximum: MOST }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MOST_LINES },
    ),
  },
  { additionalProperties: false },
)

interface Line {
  readonly day: string
  readonly type: string
  readonly result: string
  readonly count: number
}

export interface TallyRoutes {
  readonly store: Pick<Store, 'tallies' | 'throttles'>
  readonly zone: () => Zone
  readonly now: () => Instant
}

/**
 * `POST /api/tallies`: what scanners counted, where the venue agreed. Day, type, result and number; who sent it is
 * neither asked nor kept. Nobody proves anything here: whoever wants to can send numbers that are not true.
 */
export function tallyRoutes(app: FastifyInstance, { store, zone, now }: TallyRoutes): void {
  app.post<{ Body: { key: string; counts: readonly Line[] } }>(
    '/api/tallies',
    {
      schema: {
        tags: ['verification'],
        summary: 'Counts of a scanner by day, type and result; a batch sent twice counts once',
        body: Body,
      },
    },
    async (request, reply) => {
      const at = now()
      const { key, counts } = request.body
      const today = dayNumber(zone().dateAt(at))
      // A device has one count of each: without this, one batch could say the highest number 200 times.
      if (new Set(counts.map(({ day, type, result }) => `${day}/${type}/${result}`)).size < counts.length) {
        return sendProblem(reply, {
          title: 'The request is not of the expected form',
          status: 422,
          detail: 'Each day, type and result stands in a batch once.',
        })
      }
      const tallies: { readonly day: CivilDate; type: string; result: string; count: number }[] = []
      for (const { day, ...line } of counts) {
        const apart = isCivilDate(day) ? dayNumber(day) - today : undefined
        if (apart === undefined || apart < -DAYS_BACK || apart > DAYS_AHEAD || !isCivilDate(day)) {
          return sendProblem(reply, {
            title: 'The request is not of the expected form',
            status: 422,
            detail: `Counts are taken of the last ${DAYS_BACK} days.`,
          })
        }
        tallies.push({ day, ...line })
      }
      const charge = { key: `tallies network ${networkOf(request.ip)}`, limit: PER_NETWORK }
      if (!(await store.throttles.take([charge], at))) {
        return sendProblem(reply.header('retry-after', '300'), { title: 'Too many at once', status: 429 })
      }
      await store.tallies.addOnce(Buffer.from(key, 'hex'), tallies, at)
      return reply.code(204).header('cache-control', 'no-store').send()
    },
  )
}
