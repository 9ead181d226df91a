import { createHash } from 'node:crypto'

/**
 * Two equal forms at once get one answer. A second press of a button would else spend a second try, and the page
 * shown would be that of the second: "not confirmed" to somebody who was. Kept while the first is on its way, and
 * as long after as an impatient finger needs; of what was typed only a digest, of one length whatever was sent.
 */
export function createOnce(keepMilliseconds: number) {
  const under = new Map<string, Promise<unknown>>()
  return function once<T>(
    step: 'start' | 'answer' | 'code' | 'resend' | 'support',
    what: unknown,
    run: () => Promise<T>,
  ): Promise<T> {
    const key = createHash('sha256')
      .update(JSON.stringify([step, what]))
      .digest('base64url')
    const running = under.get(key)
    // One step has one type of answer.
    if (running !== undefined) return running as Promise<T>
    const answer = run()
    under.set(key, answer)
    const forget = () => setTimeout(() => under.delete(key), keepMilliseconds).unref()
    answer.then(forget, forget)
    return answer
  }
}
