/** Bytes: a file of records. A single message or row has its own bound in the reader. */
export const BODY_LIMIT = 16 * 1024 * 1024
/** Bytes that the door has in hand at once. */
export const INTAKE = 128 * 1024 * 1024

class TooLarge extends Error {
  readonly statusCode = 413
}

/** The body as it comes, until it is too long, or there is no room for it: `take` throws then. */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  take: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > BODY_LIMIT) throw new TooLarge('more than 16 MiB')
    take(chunk.length)
    yield chunk
  }
}
