import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { DoorsInUse } from './doors-in-use.ts'

test('one network has so many requests under way and no more, all together so many; whoever leaves makes room', () => {
  const doors = new DoorsInUse(5, 3)
  const of = (address: string) => doors.enter(address)
  const first = [of('192.0.2.1'), of('::ffff:192.0.2.1'), of('192.0.2.1')]
  expect(of('192.0.2.1')).toBe('network-full')
  expect(typeof of('192.0.2.2')).toBe('object')
  expect(typeof of('2001:db8:1::1')).toBe('object')
  expect(of('2001:db8:1:ffff::2')).toBe('full')
  for (const each of first) if (typeof each === 'object') each.leave()
  expect(typeof of('192.0.2.1')).toBe('object')
  expect(typeof of('2001:db8:1:ffff::2')).toBe('object')
})

test('whoever comes beyond it is told to come again, and is looked at no further; the other doors share the count', async () => {
  const app = Fastify()
  const doors = new DoorsInUse(3, 2)
  const waiting: (() => void)[] = []
  let asked = 0
  for (const path of ['/one', '/other'])
    app.register(async (scope) => {
      doors.guard(scope)
      scope.post(path, async () => {
        asked++
        await new Promise<void>((done) => waiting.push(done))
        return 'taken'
      })
    })
  app.get('/elsewhere', async () => 'given')
  const post = (url: string, remoteAddress: string) => app.inject({ method: 'POST', url, remoteAddress })
  const slow = [post('/one', '192.0.2.1'), post('/other', '192.0.2.1')]
  await expect.poll(() => asked).toBe(2)
  const beyond = await post('/one', '192.0.2.1')
  expect([beyond.statusCode, beyond.headers['retry-after']]).toEqual([429, '5'])
  const third = post('/one', '192.0.2.9')
  await expect.poll(() => asked).toBe(3)
  expect((await post('/other', '192.0.2.8')).statusCode).toBe(503)
  expect((await app.inject({ url: '/elsewhere', remoteAddress: '192.0.2.1' })).statusCode).toBe(200)
  expect(asked).toBe(3)
  for (const done of waiting.splice(0)) done()
  for (const each of [...slow, third]) expect((await each).statusCode).toBe(200)
  const again = post('/one', '192.0.2.1')
  await expect.poll(() => asked).toBe(4)
  for (const done of waiting) done()
  expect((await again).statusCode).toBe(200)
  await app.close()
})
