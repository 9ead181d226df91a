import { describe, expect, test } from 'vitest'
import { LineFault, lineBatches } from './lines.ts'

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part
}

/** The lines with their numbers, and the fault that ended them. */
async function read(...parts: readonly (string | Uint8Array)[]) {
  const found: string[] = []
  try {
    for await (const { first, lines } of lineBatches(chunks(...parts))) {
      for (const [index, line] of lines.entries()) found.push(`${first + index} ${line}`)
    }
  } catch (error) {
    if (!(error instanceof LineFault)) throw error
    found.push(error.message)
  }
  return found
}

describe('lines', () => {
  test('come whole, however the stream is cut', async () => {
    const bytes = new TextEncoder().encode('één\r\n\ntwee\ndrie')
    const whole = ['1 één', '2 ', '3 twee', '4 drie']
    expect(await read(bytes)).toEqual(whole)
    for (let cut = 0; cut <= bytes.length; cut++) {
      expect(await read(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole)
    }
  })
  test('are none in an empty stream, and one in a stream without a line end', async () => {
    expect(await read()).toEqual([])
    expect(await read('only')).toEqual(['1 only'])
  })
  test('lose a byte order mark at the very start alone', async () => {
    expect(await read('\uFEFFa\n', '\uFEFFb\n')).toEqual(['1 a', '2 \uFEFFb'])
  })
  test('before one that is not UTF-8 are not lost', async () => {
    const bad = new Uint8Array([97, 10, 98, 10, 255, 10, 99, 10])
    expect(await read(bad)).toEqual(['1 a', '2 b', 'line 3: is not UTF-8'])
  })
  test('may have 1 MiB and not a byte more, ended or not', async () => {
    const mebibyte = 'x'.repeat(1024 * 1024)
    expect(await read(`a\n${mebibyte}\n`)).toHaveLength(2)
    expect(await read(`a\n${mebibyte}x\nb\n`)).toEqual(['1 a', 'line 2: is longer than 1 MiB'])
    expect(await read(`a\n${mebibyte}`, 'x')).toEqual(['1 a', 'line 2: is longer than 1 MiB'])
  })
})
