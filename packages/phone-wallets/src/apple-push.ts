import { connect, constants } from 'node:http2'
import type { AppleIdentity } from './apple-identity.ts'

export type PushOutcome =
  | 'sent'
  /** The phone no longer has the pass, or the token never was one: not to be tried again. */
  | 'gone'
  /** Anything else: to be tried later. */
  | 'failed'

export interface ApplePushOptions {
  /** Apple's, `https://api.push.apple.com`; passes know no other. */
  readonly url: string
  readonly identity: AppleIdentity
  /** Certificates to trust beside, or in place of, those of the system: for tests. */
  readonly ca?: string
  /** For the connection and all its answers, milliseconds. */
  readonly limit?: number
}

const LIMIT = 10_000
/** Reasons of a refusal that no later try mends. */
const LASTING = new Set(['BadDeviceToken', 'Unregistered', 'DeviceTokenNotForTopic', 'ExpiredToken'])
/** Bytes of an answer that are looked at; Apple's are a hundred. */
const ANSWER = 4096

/**
 * Tells phones that one of their passes has changed: one connection (HTTP/2, with the pass certificate as the
 * client's), for each token a request without content. What has not answered within the limit has failed. Never
 * rejects; outcomes are in the order of the tokens.
 */
export function pushToApple(tokens: readonly string[], options: ApplePushOptions): Promise<PushOutcome[]> {
  const { url, identity, ca, limit = LIMIT } = options
  const outcomes: PushOutcome[] = tokens.map(() => 'failed')
  return new Promise((resolve) => {
    const session = connect(url, {
      cert: `${identity.certificate}\n${identity.wwdr}`,
      key: identity.key,
      ...(ca !== undefined && { ca }),
    })
    let left = tokens.length
    const end = () => {
      clearTimeout(timer)
      session.destroy()
      resolve(outcomes)
    }
    const timer = setTimeout(end, limit)
    session.on('error', end)
    session.on('close', end)
    if (left === 0) return end()
    tokens.forEach((token, index) => {
      const request = session.request({
        [constants.HTTP2_HEADER_METHOD]: 'POST',
        [constants.HTTP2_HEADER_PATH]: `/3/device/${token}`,
        'apns-topic': identity.passTypeId,
        'content-type': 'application/json',
      })
      let status = 0
      let answer = ''
      request.setEncoding('utf8')
      request.on('response', (headers) => {
        status = Number(headers[constants.HTTP2_HEADER_STATUS])
      })
      request.on('data', (text: string) => {
        answer = (answer + text).slice(0, ANSWER)
      })
      request.on('error', () => undefined)
      request.on('close', () => {
        outcomes[index] = outcomeOf(status, answer)
        left--
        if (left === 0) end()
      })
      request.end('{}')
    })
  })
}

function outcomeOf(status: number, answer: string): PushOutcome {
  if (status === 200) return 'sent'
  if (status === 410) return 'gone'
  return status === 400 && LASTING.has(reasonIn(answer)) ? 'gone' : 'failed'
}

function reasonIn(answer: string): string {
  try {
    const json: unknown = JSON.parse(answer)
    return typeof json === 'object' && json !== null && 'reason' in json ? String(json.reason) : ''
  } catch {
    return ''
  }
}
