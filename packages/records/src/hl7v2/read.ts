import type { ReadItem, ReadOptions } from '../report.ts'
import { archiveNamed, byteOrderMark } from '../text-encoding.ts'
import { headerOf } from './header.ts'
import { answerable, readMessage } from './message.ts'
import { MessageSplitter, type SplitPart } from './splitter.ts'

/** How much of a file that is in memory is looked at at a time. */
const SLICE = 65_536

/** A file of one or many messages, wrapped in batches or not. */
export function* readHl7(bytes: Uint8Array, options: ReadOptions): Generator<ReadItem, void, undefined> {
  const splitter = new MessageSplitter()
  for (let start = 0; start < bytes.length; start += SLICE) {
    for (const part of splitter.push(bytes.subarray(start, start + SLICE))) yield* readPart(part, options)
  }
  for (const part of splitter.end()) yield* readPart(part, options)
  if (splitter.messages === 0) yield NO_MESSAGES
}

/** The same of a stream, whatever its chunks; holds one message at a time. */
export async function* readHl7Stream(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  const splitter = new MessageSplitter()
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += SLICE) {
      for (const part of splitter.push(chunk.subarray(start, start + SLICE))) yield* readPart(part, options)
    }
  }
  for (const part of splitter.end()) yield* readPart(part, options)
  if (splitter.messages === 0) yield NO_MESSAGES
}

const NO_MESSAGES: ReadItem = {
  kind: 'notice',
  notice: { message: 0, code: 'no-messages', text: 'There is no message in it: none begins with MSH.' },
}

/** What one part of a split stream says. */
export function readPart(part: SplitPart, options: ReadOptions): ReadItem[] {
  const { message } = part
  switch (part.kind) {
    case 'message':
      return readMessage(part.raw, options, message)
    case 'too-large': {
      const reason = 'The message is longer than 1 MiB, so none of it is taken. Send smaller messages.'
      const { raw } = part
      const header = headerOf(raw.subarray(byteOrderMark(raw)?.length ?? 0))
      const rejection = { message, code: 'too-large', reason, raw, ...answerable(header) } as const
      return [{ kind: 'rejected', rejection }]
    }
    case 'stray': {
      const where = message === 0 ? 'in front of the first message' : `behind message ${message}`
      const archive = archiveNamed(part.raw)
      const reason = archive
        ? `This is ${archive}, and no text. Unpack it, and send what is in it.`
        : `There is text ${where} that belongs to none: every message has to begin with MSH on a new line.`
      return [{ kind: 'rejected', rejection: { message, code: 'unreadable', reason, raw: part.raw } }]
    }
    case 'count': {
      const counted = part.trailer === 'BTS' ? 'messages' : 'batches'
      const text = `${part.trailer} says ${part.said} ${counted}, there are ${part.seen}. All that are there were read.`
      return [{ kind: 'notice', notice: { message, code: 'batch-count', text } }]
    }
  }
}
