import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('nothing set: the demonstration on http://localhost:8080', () => {
  expect(readConfig({}, '/srv/pass')).toEqual({
    ok: true,
    config: {
      port: 8080,
      host: 'localhost',
      dataDir: '/srv/pass/.data',
      trustedProxies: [],
      publicUrl: 'http://localhost:8080',
      policyFile: '/srv/pass/data/policies/us-ny.json',
      phoneWallets: {},
      demo: { people: 1000, seed: 1 },
    },
  })
})

test('every wrong setting is named, all at once', () => {
  const read = readConfig(
    {
      PORT: '80800',
      DEMO: 'yes',
      DEMO_PEOPLE: '-1',
      DATABASE_URL: 'mysql://x',
      PUBLIC_URL: 'pass.example/x',
    },
    '/',
  )
  expect(read.ok ? [] : read.faults.map((fault) => fault.split(' ')[0])).toEqual([
    'DEMO',
    'DATABASE_URL',
    'PORT',
    'PUBLIC_URL',
    'DEMO_PEOPLE',
  ])
})

test.each([
  ['10.0.0.1, 2001:db8::1 192.168.0.0/16', []],
  ['proxy.example', ['TRUSTED_PROXIES']],
  ['10.0.0.0/33', ['TRUSTED_PROXIES']],
  ['0.0.0.0/0', ['TRUSTED_PROXIES']],
])('proxies are addresses or ranges, and not all addresses there are: %s', (TRUSTED_PROXIES, faults) => {
  const read = readConfig({ TRUSTED_PROXIES }, '/')
  expect(read.ok ? [] : read.faults.map((fault) => fault.split(' ')[0])).toEqual(faults)
})

test('a public address keeps no slash at its end', () => {
  const read = readConfig({ PUBLIC_URL: 'https://pass.example.gov/' }, '/')
  expect(read.ok && read.config.publicUrl).toBe('https://pass.example.gov')
})
