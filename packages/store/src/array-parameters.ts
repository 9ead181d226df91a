/**
 * Arrays in PostgreSQL's binary form (array_recv), which `pg` sends as they are when they come as a Buffer:
 * half the bytes of the text form and no escaping, for batches of some thousand values.
 */
const BYTEA = 17
const INT8 = 20
const INT4 = 23

export function byteaArray(values: readonly (Uint8Array | undefined)[]): Buffer {
  let size = 0
  for (const value of values) size += 4 + (value?.length ?? 0)
  const array = header(BYTEA, values.length, size)
  let at = array.length - size
  for (const value of values) {
    at = array.writeInt32BE(value?.length ?? -1, at)
    if (value) {
      array.set(value, at)
      at += value.length
    }
  }
  return array
}

/** Whole numbers up to 2 ** 53. */
export function int8Array(values: readonly number[]): Buffer {
  const array = header(INT8, values.length, values.length * 12)
  let at = array.length - values.length * 12
  for (const value of values) {
    at = array.writeInt32BE(8, at)
    at = array.writeInt32BE(Math.floor(value / 2 ** 32), at)
    at = array.writeUInt32BE(value % 2 ** 32, at)
  }
  return array
}

export function int4Array(values: readonly number[]): Buffer {
  const array = header(INT4, values.length, values.length * 8)
  let at = array.length - values.length * 8
  for (const value of values) {
    at = array.writeInt32BE(4, at)
    at = array.writeInt32BE(value, at)
  }
  return array
}

/** Dimensions, whether there may be nulls, the element's type, length, lowest index; then `size` bytes of elements. */
function header(type: number, length: number, size: number): Buffer {
  const array = Buffer.alloc((length === 0 ? 12 : 20) + size)
  array.writeInt32BE(length === 0 ? 0 : 1, 0)
  array.writeInt32BE(type === BYTEA ? 1 : 0, 4)
  array.writeInt32BE(type, 8)
  if (length > 0) {
    array.writeInt32BE(length, 12)
    array.writeInt32BE(1, 16)
  }
  return array
}
