import { Worker } from 'node:worker_threads'
import type { Done, Job } from './messages.ts'
import type { LetterPage, PassPage } from './pages.ts'

export type Printed =
  /** PDF/UA-1, one page. */
  | { readonly kind: 'pdf'; readonly bytes: Uint8Array }
  /** A letter is missing in all fonts, or it is too much for a page: a name with holes is no name. */
  | { readonly kind: 'cannot' }
  /** Too much is waiting: try again shortly. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'failed' }

/** Sets pages and gives them as PDF. Nothing is kept of what was on them. */
export interface Press {
  pass(page: PassPage): Promise<Printed>
  letter(page: LetterPage): Promise<Printed>
  close(): Promise<void>
}

export interface PressOptions {
  /** Pages waiting for their turn, of some milliseconds each. */
  readonly queue?: number
  /** What one page may take, milliseconds; the first one loads the fonts. */
  readonly patience?: number
}

interface Waiting {
  readonly job: Job
  readonly resolve: (done: Done) => void
}

/**
 * One worker thread, which sets one page after the other, so that no request waits for another's page on the
 * event loop. It starts with the first page.
 */
export function createPress({ queue = 64, patience = 20_000 }: PressOptions = {}): Press {
  const waiting: Waiting[] = []
  let worker: Worker | undefined
  let isBusy = false

  function started(): Worker {
    const fresh = new Worker(new URL('./press.worker.ts', import.meta.url))
    fresh.unref()
    // A worker that ends while nothing is asked of it is followed by another.
    fresh.on('error', () => undefined)
    fresh.once('exit', () => {
      if (worker === fresh) worker = undefined
    })
    return fresh
  }

  /** Ends in time, with whatever the worker does. */
  function run(job: Job): Promise<Done> {
    worker ??= started()
    const at = worker
    return new Promise((resolve) => {
      const end = (done: Done) => {
        clearTimeout(late)
        at.off('message', end).off('error', giveUp).off('exit', giveUp).unref()
        resolve(done)
      }
      const giveUp = () => {
        if (worker === at) worker = undefined
        void at.terminate()
        end({ kind: 'failed' })
      }
      const late = setTimeout(giveUp, patience)
      at.once('message', end).once('error', giveUp).once('exit', giveUp).ref()
      at.postMessage(job)
    })
  }

  async function work(): Promise<void> {
    isBusy = true
    for (let next = waiting.shift(); next; next = waiting.shift()) next.resolve(await run(next.job))
    isBusy = false
  }

  function ask(job: Job): Promise<Printed> {
    if (waiting.length >= queue) return Promise.resolve({ kind: 'busy' })
    return new Promise((resolve) => {
      waiting.push({ job, resolve })
      if (!isBusy) void work()
    })
  }

  return {
    pass: (page) => ask({ kind: 'pass', page }),
    letter: (page) => ask({ kind: 'letter', page }),
    async close() {
      const last = worker
      worker = undefined
      await last?.terminate()
    },
  }
}
