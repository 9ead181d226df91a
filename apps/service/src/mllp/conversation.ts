import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AnswerStamp,
  acknowledge,
  type FramePart,
  FrameReader,
  headersOf,
  type MessageHeader,
  type Outcome,
  readFrame,
} from '@excelsior/records'
import { type Source, StoreUnavailable } from '@excelsior/store'
import { Answers } from '../answers.ts'
import type { Ingestion } from '../ingestion.ts'

/** How long one waits for the other side, in milliseconds. */
export interface Patience {
  /** For a frame to begin. */
  readonly idle: number
  /** From its start block to its end block, however many bytes trickle in. */
  readonly frame: number
  /** For the CR behind FS: then it is a sender that leaves it out. */
  readonly settle: number
  /** For the sender to take its answers. */
  readonly taking: number
  /** Before a message is given back because the store is away, so that a sender who repeats at once does no harm. */
  readonly away: number
}

export const PATIENCE: Patience = {
  idle: 3_600_000,
  frame: 60_000,
  settle: 250,
  taking: 30_000,
  away: 1000,
}

export interface Conversation {
  readonly stream: Duplex
  /** Asked before each message: undefined where the sender may not go on. */
  readonly source: () => Promise<Source | undefined>
  readonly ingestion: Ingestion
  /** Of the next answer; each has a control id of its own. */
  readonly stamp: () => AnswerStamp
  /** What was begun is finished, nothing new is. */
  readonly stopping: AbortSignal
  readonly patience: Patience
  readonly log: (event: string, detail: Readonly<Record<string, string | number>>) => void
}

/**
 * One sender's connection, until it is over. One message at a time, in order: the next one is not read from the network
 * before the answer to this one is on its way, so a slow store slows the sender and fills no memory. An acknowledgement
 * is written once the message is on disk.
 */
export async function converse(conversation: Conversation): Promise<void> {
  const { stream, stopping, patience, log } = conversation
  const reader = new FrameReader()
  // The sender's end is not ours: there may be something to say yet.
  const chunks: AsyncIterator<Uint8Array> = stream.iterator({ destroyOnReturn: false })
  let pending: Promise<IteratorResult<Uint8Array>> | undefined
  let frameEnds = 0

  async function next(): Promise<Uint8Array | 'over' | 'late' | 'stopped'> {
    pending ??= chunks.next().catch(() => ({ done: true, value: undefined })) // broken off: over, too
    if (stopping.aborted) return 'stopped'
    const waits = {
      between: patience.idle,
      within: frameEnds - performance.now(),
      ending: patience.settle,
      broken: 0,
    }
    const { promise: bell, resolve: ring } = Promise.withResolvers<'late' | 'stopped'>()
    const timer = setTimeout(() => ring('late'), Math.max(0, waits[reader.state]))
    const stop = () => ring('stopped')
    stopping.addEventListener('abort', stop)
    // What has come already counts before the bell.
    const first = await Promise.race([pending, bell])
    clearTimeout(timer)
    stopping.removeEventListener('abort', stop)
    if (typeof first === 'string') return first
    pending = undefined
    return first.done ? 'over' : first.value
  }

  /** False where the conversation is over. */
  async function answerAll(parts: Iterable<FramePart>): Promise<boolean> {
    for (const part of parts) {
      if (!(await answer(conversation, part)) || part.kind === 'fault') return false
      if (stopping.aborted) return false
    }
    return true
  }

  for (;;) {
    const before = reader.state
    const come = await next()
    let goesOn: boolean
    if (come === 'stopped') goesOn = (await answerAll(reader.settle())) && false
    else if (come === 'over') goesOn = (await answerAll(reader.end())) && false
    else if (come === 'late' && reader.state === 'ending') goesOn = await answerAll(reader.settle())
    else if (come === 'late') goesOn = (await answerAll(reader.end())) && false
    else {
      let answered = 0
      goesOn = await answerAll(counted(reader.push(come), () => answered++))
      if (before === 'between' || answered > 0) frameEnds = performance.now() + patience.frame
    }
    if (!goesOn) break
  }
  if (reader.skipped > 0) log('mllp-bytes-skipped', { bytes: reader.skipped })
}

function* counted<T>(items: Iterable<T>, count: () => void): Generator<T, void, undefined> {
  for (const item of items) {
    count()
    yield item
  }
}

/** Reads, stores, answers. False where nothing more may come. */
async function answer(conversation: Conversation, part: FramePart): Promise<boolean> {
  const { ingestion, patience, stopping, log } = conversation
  if (part.kind === 'fault') log('mllp-framing-fault', { fault: part.fault, bytes: part.raw.length })
  const answers = new Answers()
  let goesOn = true
  let given: Pick<Outcome['faults'][number], 'code' | 'reason'> | undefined
  try {
    const source = await conversation.source()
    if (!source) return false
    const read = async function* (_: unknown, options: Parameters<typeof readFrame>[1]) {
      yield* readFrame(part, options)
    }
    for await (const ingested of ingestion.ingest(NOTHING, source, read)) answers.take(ingested)
  } catch (error) {
    const isAway = error instanceof StoreUnavailable
    log(isAway ? 'store-unavailable' : 'unexpected', {
      error: error instanceof Error ? error.name : 'unknown',
    })
    given = isAway ? AWAY : BROKEN
    goesOn = isAway
    // Interrupted by the end of the service: then at once.
    if (isAway) await sleep(patience.away, undefined, { signal: stopping }).catch(() => undefined)
  }
  const said = [...answers.all()]
  if (given) {
    // Nobody knows what became of the rest: the sender repeats it, and what was stored is a duplicate then.
    const rest = headersOf(part).filter((_, index) => !answers.has(index + 1))
    said.push(...rest.map((header) => ({ header, outcome: refusal(given) })))
  } else if (said.length === 0) said.push({ header: undefined, outcome: refusal(EMPTY) })
  return (await write(conversation, said)) && goesOn
}

interface Said {
  readonly header: MessageHeader | undefined
  readonly outcome: Outcome
}

const NOTHING: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: async function* () {} }

/** An application's error, as the standard has it for what may be sent again: AE, enhanced CE. */
const refusal = (fault: Outcome['faults'][number]): Outcome => ({ fate: 'error', faults: [fault] })

const AWAY = {
  code: 'unavailable',
  reason: 'It cannot be stored at this moment, and was not. Send it again.',
} as const
const BROKEN = {
  code: 'unavailable',
  reason: 'Something went wrong here, and it was not stored. Send it again later.',
} as const
const EMPTY = {
  code: 'unreadable',
  reason: 'There is no message in the frame: none begins with MSH.',
} as const

/** False where the sender does not take its answers, or is gone. */
async function write(
  { stream, stamp, patience, log }: Conversation,
  said: readonly Said[],
): Promise<boolean> {
  for (const { header, outcome } of said) {
    const bytes = acknowledge(header, outcome, stamp())
    if (bytes === undefined) continue // MSH-15 and 16 want none
    if (!stream.writable) return false
    if (stream.write(Buffer.concat([START, bytes, END]))) continue
    const signal = AbortSignal.timeout(patience.taking)
    const taken = await Promise.race([
      once(stream, 'drain', { signal }).then(() => true),
      once(stream, 'close', { signal }).then(() => false),
    ]).catch(() => false)
    if (taken) continue
    log('mllp-answers-not-taken', {})
    return false
  }
  return true
}

const START = Buffer.from([0x0b])
const END = Buffer.from([0x1c, 0x0d])
