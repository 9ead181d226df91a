const HEADER = 8
const MEMORY_SECTION = 5
/** Of limits: a maximum follows the minimum. */
const BOUNDED = 1
const PAGE = 65_536

/**
 * A module whose own memory cannot grow beyond `mostBytes` (WebAssembly core specification, section 5.5.8): its
 * maximum is rewritten in place. Decoders are built to take 2 GiB, and a file of 2 KB can make them ask for it.
 */
export function withBoundedMemory(wasm: ArrayBuffer, mostBytes: number): ArrayBuffer {
  const bytes = new Uint8Array(wasm.slice(0))
  let at = HEADER
  /** LEB128; every value here is far below 2^32. */
  const number = () => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const section = bytes[at++]
    const end = number() + at
    if (section === MEMORY_SECTION && number() === 1 && number() === BOUNDED) {
      number() // the minimum
      const start = at
      const most = Math.min(number(), Math.floor(mostBytes / PAGE))
      for (let byte = start; byte < at; byte++) {
        const more = byte < at - 1 ? 128 : 0
        bytes[byte] = (Math.floor(most / 2 ** (7 * (byte - start))) & 127) | more
      }
      return bytes.buffer
    }
    at = end
  }
  throw new RangeError('not a module with a bounded memory of its own')
}
