import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive; what is stated stands in both headers, in place of what is so. */
export interface Item {
  readonly name: string
  readonly content: Uint8Array
  readonly deflated?: boolean
  /** In place of the compressed content. */
  readonly packed?: Uint8Array
  readonly stated?: {
    readonly size?: number
    readonly sum?: number
    readonly method?: number
    readonly flags?: number
  }
  /** In the local header alone. */
  readonly localName?: string
  /** Sizes behind the content, not before it. */
  readonly streamed?: boolean
  readonly extra?: Uint8Array
}

export interface Around {
  readonly before?: Uint8Array
  /** Between the files and their directory. */
  readonly between?: Uint8Array
  readonly after?: Uint8Array
  readonly comment?: Uint8Array
  /** More files than there are. */
  readonly more?: number
}

const u16 = (...values: number[]) => values.flatMap((value) => [value & 255, (value >> 8) & 255])
const u32 = (...values: number[]) => values.flatMap((value) => [...u16(value & 0xffff), ...u16(value >>> 16)])
const NONE = new Uint8Array(0)

/** A ZIP archive, put together by hand: what writes the vectors must not be what they test. */
export function archive(items: readonly Item[], around: Around = {}): Buffer {
  const parts: Uint8Array[] = [around.before ?? NONE]
  const directory: Uint8Array[] = []
  const at = () => parts.reduce((sum, part) => sum + part.length, 0)
  for (const item of items) {
    const {
      name,
      content,
      deflated = false,
      stated = {},
      localName = name,
      streamed = false,
      extra = NONE,
    } = item
    const packed = item.packed ?? (deflated ? deflateRawSync(content) : content)
    const flags = stated.flags ?? (streamed ? 8 : 0)
    const method = stated.method ?? (deflated ? 8 : 0)
    const sum = stated.sum ?? crc32(content)
    const sizes = [sum, packed.length, stated.size ?? content.length]
    const start = at()
    const inner = Buffer.from(localName, 'latin1')
    const outer = Buffer.from(name, 'latin1')
    // 1 December 2021, so that the same vectors come out each time.
    const head = [...u16(flags, method, 0, 0x5381)]
    parts.push(
      Buffer.from([
        ...u32(0x04034b50),
        ...u16(20),
        ...head,
        ...u32(...(streamed ? [0, 0, 0] : sizes)),
        ...u16(inner.length, extra.length),
      ]),
      inner,
      extra,
      packed,
    )
    if (streamed) parts.push(Buffer.from(u32(0x08074b50, ...sizes)))
    directory.push(
      Buffer.from([
        ...u32(0x02014b50),
        ...u16(20, 20),
        ...head,
        ...u32(...sizes),
        ...u16(outer.length, 0, 0, 0, 0),
        ...u32(0, start),
      ]),
      outer,
    )
  }
  parts.push(around.between ?? NONE)
  const start = at()
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const count = items.length + (around.more ?? 0)
  const comment = around.comment ?? NONE
  const end = [...u32(0x06054b50), ...u16(0, 0, count, count), ...u32(size, start), ...u16(comment.length)]
  return Buffer.concat([...parts, ...directory, Buffer.from(end), comment, around.after ?? NONE])
}
