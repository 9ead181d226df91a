import type { MessageHeader, ReadItem, ReadOptions } from '../report.ts'
import { decodeStrictly } from '../text-encoding.ts'
import { headerOf } from './header.ts'
import { readHl7 } from './read.ts'
import { MAX_MESSAGE_BYTES, MessageSplitter } from './splitter.ts'

/** Why a stream of frames cannot be gone on with: what follows may begin anywhere. */
export type FrameFault =
  | 'too-large'
  | 'unfinished'
  | 'no-start'
  | 'wrong-end'
  | 'two-starts'
  | 'noise'
  | 'utf-16'

export type FramePart =
  | { readonly kind: 'frame'; readonly raw: Uint8Array }
  /** `raw`: what came of it, one message's limit at most. */
  | { readonly kind: 'fault'; readonly fault: FrameFault; readonly raw: Uint8Array }

/** Room that a quiet connection holds on to. */
const KEPT = 4096
/** Bytes of no frame that are put up with between two of them: a sender's log lines. */
const MAX_NOISE = 65_536

/**
 * Cuts a stream into the frames of MLLP (start block VT, end block FS CR), whatever the chunks. Nothing of a frame is
 * looked at before its end. Holds one frame at a time, at most `MAX_MESSAGE_BYTES` of it. After a fault it takes nothing more.
 */
export class FrameReader {
  #bytes = new Uint8Array(KEPT)
  #length = 0
  #state: 'between' | 'within' | 'ending' | 'broken' = 'between'
  #skipped = 0

  /** Bytes between frames that were no line end, blank or byte order mark. */
  get skipped(): number {
    return this.#skipped
  }

  /** `within`: a frame has begun. `ending`: only the CR of its end is due, or nothing at all from a sender that leaves it out. */
  get state(): 'between' | 'within' | 'ending' | 'broken' {
    return this.#state
  }

  /** Parts in order; a fault is the last one of all. */
  *push(chunk: Uint8Array): Generator<FramePart, void, undefined> {
    let at = 0
    while (at < chunk.length && this.#state !== 'broken') {
      if (this.#state === 'between') {
        const from = at
        while (at < chunk.length && chunk[at] !== VT && chunk[at] !== FS) at++
        this.#skip(chunk.subarray(from, at))
        if (this.#length > MAX_NOISE) yield this.#fault('noise')
        else if (at === chunk.length) return
        else if (chunk[at++] === FS) {
          // A message whose start block is missing, or an end block too many.
          if (this.#looksLikeMessage()) yield this.#fault('no-start')
        } else if (this.#looksLikeMessage()) yield this.#fault('no-start')
        else this.#begin()
      } else if (this.#state === 'within') {
        const end = chunk.indexOf(FS, at)
        this.#append(chunk.subarray(at, end < 0 ? chunk.length : end))
        if (this.#length > MAX_MESSAGE_BYTES) yield this.#fault('too-large')
        else if (end < 0) return
        else this.#state = 'ending'
        at = end + 1
      } else {
        const next = chunk[at]
        if (next !== CR && next !== VT)
          yield this.#fault(wideMsh(this.#bytes.subarray(0, this.#length)) < 0 ? 'wrong-end' : 'utf-16')
        else {
          yield this.#frame()
          if (next === CR) at++
        }
      }
    }
  }

  /** The sender is waiting, and its last byte was FS: it leaves out the CR. */
  *settle(): Generator<FramePart, void, undefined> {
    if (this.#state === 'ending') yield this.#frame()
  }

  /** The stream is over, or its time is up: a frame that is not finished is a fault. */
  *end(): Generator<FramePart, void, undefined> {
    yield* this.settle()
    if (this.#state === 'within') yield this.#fault('unfinished')
    else if (this.#state === 'between' && this.#looksLikeMessage()) yield this.#fault('no-start')
  }

  #begin(): void {
    this.#length = 0
    this.#state = 'within'
  }

  #frame(): FramePart {
    const raw = this.#bytes.slice(0, this.#length)
    this.#length = 0
    if (this.#bytes.length > KEPT) this.#bytes = new Uint8Array(KEPT)
    // 1C 0D is also the Malayalam letter U+0D1C: what ends so may be half a message, and the rest of it is yet to come.
    const fault = wideMsh(raw) >= 0 ? 'utf-16' : hasSecondStart(raw) ? 'two-starts' : undefined
    if (fault !== undefined) {
      this.#state = 'broken'
      return { kind: 'fault', fault, raw }
    }
    this.#state = 'between'
    return { kind: 'frame', raw }
  }

  #fault(fault: FrameFault): FramePart {
    this.#state = 'broken'
    const raw = this.#bytes.slice(0, Math.min(this.#length, MAX_MESSAGE_BYTES))
    this.#bytes = new Uint8Array(0)
    this.#length = 0
    return { kind: 'fault', fault, raw }
  }

  /** Kept until the next frame begins: it may turn out to be a message without its start block. */
  #skip(bytes: Uint8Array): void {
    let from = 0
    while (this.#length === 0 && from < bytes.length && isFiller(bytes[from] ?? 0)) from++
    if (from === bytes.length) return
    this.#skipped += bytes.length - from
    this.#append(bytes.subarray(from))
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length))
      grown.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = grown
    }
    this.#bytes.set(bytes, this.#length)
    this.#length = needed
  }

  /** Whether what stands between frames has a line that begins like a message. */
  #looksLikeMessage(): boolean {
    return findMsh(this.#bytes.subarray(0, this.#length), isBeforeLine) >= 0
  }
}

/** A frame's messages, or why it is none. An answer is due for each, in this order. Never throws. */
export function* readFrame(part: FramePart, options: ReadOptions): Generator<ReadItem, void, undefined> {
  if (part.kind === 'frame') {
    yield* readHl7(part.raw, options)
    return
  }
  const { fault, raw } = part
  const header = headerIn(raw)
  yield {
    kind: 'rejected',
    rejection: {
      message: 1,
      code: fault === 'too-large' ? 'too-large' : fault === 'utf-16' ? 'character-set' : 'unreadable',
      reason: `${REASONS[fault]} The connection is closed.`,
      raw,
      ...(header && { header }),
      ...(header && header.controlId !== '' && { messageId: header.controlId }),
    },
  }
}

/** Of each message in it, from the first: for an answer without having read them. Undefined where there is none to be had. */
export function headersOf(part: FramePart): readonly (MessageHeader | undefined)[] {
  if (part.kind === 'fault') return [headerIn(part.raw)]
  const splitter = new MessageSplitter()
  return [...splitter.push(part.raw), ...splitter.end()].flatMap((piece) =>
    piece.kind === 'message' || piece.kind === 'too-large' ? [headerIn(piece.raw)] : [],
  )
}

/** A first line that may be cut short names nobody. */
function headerIn(raw: Uint8Array): MessageHeader | undefined {
  const wide = wideMsh(raw)
  if (wide >= 0) return headerInWide(raw, wide)
  const start = findMsh(raw, () => true)
  if (start < 0) return undefined
  const message = raw.subarray(start)
  return message.includes(CR) || message.includes(LF) ? headerOf(message) : undefined
}

/** `start`: where M stands. */
function headerInWide(raw: Uint8Array, start: number): MessageHeader | undefined {
  // In a frame of whole units the second byte of one is M where the first is the high one.
  const isBig = start % 2 === 1
  const from = isBig ? start - 1 : start
  let end = from
  while (end + 1 < raw.length && end - from < MAX_WIDE_LINE) {
    const unit = isBig
      ? (raw[end] ?? 0) * 256 + (raw[end + 1] ?? 0)
      : (raw[end] ?? 0) + (raw[end + 1] ?? 0) * 256
    if (unit === CR || unit === LF) {
      const encoding = isBig ? 'utf-16be' : 'utf-16le'
      const line = raw.subarray(from, end)
      const text = decodeStrictly(line, encoding)
      return text === undefined ? undefined : headerOf(line, text, encoding)
    }
    end += 2
  }
  return undefined
}

/** Bytes of a first line in UTF-16 that an answer needs. */
const MAX_WIDE_LINE = 8192

const REASONS: Readonly<Record<FrameFault, string>> = {
  'too-large': 'The frame is longer than 1 MiB, so none of it is taken. Send smaller messages.',
  unfinished: 'The frame has no end (FS CR), so none of it is taken. Send the message again, whole.',
  'no-start':
    'There is a message outside of any frame, and it is not taken. Begin each frame with the byte 0B.',
  'wrong-end':
    'The byte 1C stands inside the frame, so none of it is taken. End each frame with the bytes 1C 0D.',
  'two-starts':
    'A message begins before the frame in front of it has ended, so neither is taken. End each frame with the bytes 1C 0D.',
  'utf-16':
    'The message is in UTF-16, whose bytes may look like the end of a frame, so none of it is taken. Send it as UNICODE UTF-8.',
  noise: 'There are more than 64 KiB outside of any frame. Begin each frame with the byte 0B.',
}

/** `VT MSH` inside a frame: the end of the one in front of it is missing. A lone VT is somebody's text. */
function hasSecondStart(raw: Uint8Array): boolean {
  let start = 0
  while (start < raw.length && (raw[start] === VT || isFiller(raw[start] ?? 0))) start++
  return findMsh(raw.subarray(start), (before) => before === VT) >= 0
}

/** Where `MSH` stands, with `before` in front of it; a UTF-8 byte order mark between the two is overlooked. -1: nowhere. */
function findMsh(bytes: Uint8Array, follows: (before: number | undefined) => boolean): number {
  for (let at = bytes.indexOf(M); at >= 0; at = bytes.indexOf(M, at + 1)) {
    if (bytes[at + 1] !== S || bytes[at + 2] !== H) continue
    const isMarked = bytes[at - 3] === 0xef && bytes[at - 2] === 0xbb && bytes[at - 1] === 0xbf
    if (follows(bytes[at - (isMarked ? 4 : 1)])) return at
  }
  return -1
}

/** Where M of an MSH in UTF-16 stands, of either kind: `4D 00 53 00 48`. -1: nowhere. */
function wideMsh(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(M); at >= 0; at = bytes.indexOf(M, at + 1)) {
    if (bytes[at + 1] === 0 && bytes[at + 2] === S && bytes[at + 3] === 0 && bytes[at + 4] === H) return at
  }
  return -1
}

/** NUL, blanks, line ends and byte order marks: not worth counting. */
const isFiller = (code: number): boolean =>
  code === 0 || code === CR || code === LF || code === 32 || code === 9 || MARK.has(code)

const isBeforeLine = (before: number | undefined): boolean =>
  before === undefined || before === 0 || before === CR || before === LF

const MARK = new Set([0xef, 0xbb, 0xbf, 0xfe, 0xff])
const VT = 0x0b
const FS = 0x1c
const CR = 0x0d
const LF = 0x0a
const M = 77
const S = 83
const H = 72
