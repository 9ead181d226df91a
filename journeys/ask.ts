import { Agent, request } from 'node:http'

export interface Question {
  readonly method?: 'GET' | 'POST'
  /** Sent as JSON; a text as it is, with `type`. */
  readonly body?: unknown
  readonly type?: string
  /** The address that the request seems to come from; default one that nobody used before. */
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Reply {
  readonly status: number
  /** As they came over the wire, without `Date`. */
  readonly headers: readonly string[]
  readonly body: string
  /** From sending to the last byte, milliseconds. */
  readonly took: number
}

/** One request without any help: no redirects, no cookies, headers as they come. */
export function ask(origin: string, path: string, question: Question = {}): Promise<Reply> {
  const { body, type = 'application/json', from = newAddress(), headers = {} } = question
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const method = question.method ?? (text === undefined ? 'GET' : 'POST')
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const asked = request(
      `${origin}${path}`,
      {
        method,
        agent,
        headers: {
          'x-forwarded-for': from,
          ...(text !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', reject)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: pairs(answer.rawHeaders).filter((header) => !/^date:/i.test(header)),
            body: Buffer.concat(chunks).toString(),
            took: performance.now() - began,
          }),
        )
      },
    )
    asked.once('error', reject)
    asked.end(text)
  })
}

export const json = <T>({ body }: Reply): T => JSON.parse(body) as T

export const headerOf = ({ headers }: Reply, name: string): string | undefined =>
  headers.find((header) => header.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2)

const agent = new Agent({ keepAlive: true, maxSockets: 64 })
let last = 0

/** 10.0.0.1 and on: no two starts from one network. */
export function newAddress(): string {
  last += 1
  return `10.${(last >> 16) & 255}.${(last >> 8) & 255}.${last & 255}`
}

function pairs(raw: readonly string[]): string[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []))
}

/** Runs all of it, so many at a time; results in the order given. */
export async function together<T, R>(
  items: readonly T[],
  atOnce: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index]
      if (item !== undefined) results[index] = await run(item)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}
