import type { FastifyInstance } from 'fastify'
import { networkOf } from './network.ts'
import { sendProblem } from './problem.ts'

/** Requests at the doors for records that are under way at once. What they may hold in memory is bounded beside it. */
const MOST = 512
/** Of them from one network: one exchange may hand in for hundreds of laboratories. */
const MOST_PER_NETWORK = 256

/**
 * Requests that are under way at the doors for records, together and by network: whoever opens many and sends slowly,
 * known or not, keeps no other sender and no resident waiting. One for all of those doors.
 */
export class DoorsInUse {
  readonly #byNetwork = new Map<string, number>()
  readonly #most: number
  readonly #mostPerNetwork: number
  #all = 0

  constructor(most = MOST, mostPerNetwork = MOST_PER_NETWORK) {
    this.#most = most
    this.#mostPerNetwork = mostPerNetwork
  }

  /** Counts a request from this address; `leave` once, when it is over. */
  enter(address: string): { readonly leave: () => void } | 'network-full' | 'full' {
    const network = networkOf(address)
    const own = this.#byNetwork.get(network) ?? 0
    if (own >= this.#mostPerNetwork) return 'network-full'
    if (this.#all >= this.#most) return 'full'
    this.#byNetwork.set(network, own + 1)
    this.#all++
    return {
      leave: () => {
        const left = (this.#byNetwork.get(network) ?? 1) - 1
        if (left > 0) this.#byNetwork.set(network, left)
        else this.#byNetwork.delete(network)
        this.#all--
      },
    }
  }

  /** Holds all routes of this scope to it, before anything of a request is looked at. */
  guard(scope: FastifyInstance): void {
    scope.addHook('onRequest', async (request, reply) => {
      const entered = this.enter(request.ip)
      if (typeof entered === 'object') {
        // The answer is taken, or its connection is gone: of several, the first.
        let isIn = true
        for (const end of ['finish', 'close'])
          reply.raw.once(end, () => {
            if (isIn) entered.leave()
            isIn = false
          })
        return
      }
      reply.header('retry-after', '5').header('connection', 'close')
      const isOne = entered === 'network-full'
      return sendProblem(reply, {
        title: isOne ? 'Too many requests from this network at once' : 'Too many requests at once',
        status: isOne ? 429 : 503,
        detail: 'Nothing of it was read. Send it again when others are answered.',
      })
    })
  }
}
