import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './ask.ts'
import type { Service } from './service.ts'

/** The process number of the database server in this folder. */
export function postmasterIn(folder: string): number {
  return Number(readFileSync(join(folder, 'data/postgres/data/postmaster.pid'), 'utf8').split('\n', 1)[0])
}

/** To the server and to every process of it. */
export function signalDatabase(folder: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  const server = postmasterIn(folder)
  for (const pid of [server, ...childrenOf(server)])
    try {
      process.kill(pid, signal)
    } catch {
      // It ended by itself.
    }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = readFileSync(join('/proc', name, 'stat'), 'utf8')
      // number (name) state parent …: proc(5)
      return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent ? [Number(name)] : []
    } catch {
      return [] // no process, or no longer
    }
  })
}

export const isReady = async ({ origin }: Service): Promise<boolean> =>
  (await ask(origin, '/readyz').catch(() => undefined))?.status === 200

/** Milliseconds until it could serve again. */
export async function readyAgain(service: Service, within = 60_000): Promise<number> {
  const began = performance.now()
  while (!(await isReady(service))) {
    if (performance.now() - began > within)
      throw new Error(`not ready within ${within} ms:\n${service.said()}`)
    await sleep(20)
  }
  return performance.now() - began
}
