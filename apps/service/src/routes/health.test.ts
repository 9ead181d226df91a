import fastify from 'fastify'
import { expect, test } from 'vitest'
import { healthRoutes } from './health.ts'

async function asked(ready: 'ready' | 'full', ending?: number) {
  const app = fastify()
  healthRoutes(app, async () => ready, ending === undefined ? undefined : () => ending)
  const reply = await app.inject('/readyz')
  await app.close()
  return [reply.statusCode, reply.json()]
}

test('whether it can serve is told with how much ends soon, where something does, and nothing of anybody', async () => {
  expect(await asked('ready')).toEqual([200, { status: 'ready' }])
  expect(await asked('ready', 0)).toEqual([200, { status: 'ready' }])
  expect(await asked('ready', 2)).toEqual([200, { status: 'ready', endingSoon: 2 }])
  expect(await asked('full', 2)).toMatchObject([503, { title: 'Not ready' }])
})
