import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './figure.ts'
import { memoryOfTree, postmasterOf, proportionalSetSize } from './processes.ts'
import { startedService } from './service-process.ts'

const SETTLING_MILLISECONDS = 8_000

export const bench: Bench = {
  figures: [
    {
      name: 'memory-service',
      what: 'memory (PSS) of the service at rest, with the demonstration’s people loaded',
      unit: 'MB',
      goal: { of: 'value', atMost: 200 },
    },
    {
      name: 'memory-database',
      what: 'memory (PSS) of all processes of its database',
      unit: 'MB',
      goal: { of: 'value', atMost: 200 },
    },
  ],
  async measure(progress) {
    progress(
      `memory: a service with the demonstration’s people, at rest for ${SETTLING_MILLISECONDS / 1000} s …`,
    )
    const { pid, dataDir } = await startedService({})
    await sleep(SETTLING_MILLISECONDS)
    const service = proportionalSetSize(pid)
    if (service === undefined) throw new Error('the memory of the service cannot be read')
    return {
      'memory-service': { value: service / 1e6 },
      'memory-database': { value: memoryOfTree(postmasterOf(dataDir)) / 1e6 },
    }
  },
}
