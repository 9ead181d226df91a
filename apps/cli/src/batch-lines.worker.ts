import { parentPort, workerData } from 'node:worker_threads'
import type { Instant } from '@excelsior/domain'
import { answersTo } from './batch-lines.ts'
import type { ThreadAnswers, ThreadTask, ThreadWork } from './batch-threads.ts'
import { checkByGround } from './trust-ground.ts'

const { ground, at } = workerData as ThreadWork
const check = checkByGround(ground)
check.catch(() => undefined) // told to whoever waits for an answer

parentPort?.on('message', async ({ number, batch }: ThreadTask) => {
  // What is thrown here ends the thread, and is an error of everybody who waits.
  const answers = await answersTo(batch, await check, () => at ?? (Date.now() as Instant))
  parentPort?.postMessage({ number, answers } satisfies ThreadAnswers)
})
