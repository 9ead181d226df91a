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
      acceptanceFile: '/srv/pass/data/acceptance/us-ny.json',
      issuerFile: '/srv/pass/data/trust/issuer.json',
      euCertificates: true,
      phoneWallets: {},
      demo: { people: 1000, seed: 1 },
    },
  })
})

test('EU certificates go with passes in the demonstration, and for real where a department wants them', () => {
  const wanted = (env: Record<string, string>) => {
    const read = readConfig(env, '/')
    return read.ok ? read.config.euCertificates : read.faults
  }
  expect(wanted({ DEMO: 'off' })).toBe(false)
  expect(wanted({ DEMO: 'off', EU_CERTIFICATES: 'on' })).toBe(true)
  expect(wanted({ EU_CERTIFICATES: 'off' })).toBe(false)
  expect(wanted({ EU_CERTIFICATES: 'yes' })).toEqual(['EU_CERTIFICATES is "yes": "on" or "off" is expected'])
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

test.each([
  [{ MLLP_PORT: '2575' }, { port: 2575, host: '127.0.0.1' }],
  [
    { MLLP_PORT: '0', HOST: '0.0.0.0' },
    { port: 0, host: '127.0.0.1' },
  ],
  [{}, undefined],
  [
    {
      MLLP_PORT: '2575',
      DEMO: 'off',
      HOST: '0.0.0.0',
      MLLP_CERT: 'c.pem',
      MLLP_KEY: 'k.pem',
      MLLP_CLIENT_CA: '/ca.pem',
    },
    {
      port: 2575,
      host: '0.0.0.0',
      tls: { certificateFile: '/srv/c.pem', keyFile: '/srv/k.pem', clientCaFile: '/ca.pem' },
    },
  ],
])('MLLP is off unless it has a port; without certificates it is for this machine alone: %j', (env, mllp) => {
  const read = readConfig(env, '/srv')
  expect(read.ok && read.config.mllp).toEqual(mllp)
})

test.each([
  [{ MLLP_PORT: '2575', DEMO: 'off' }, 'MLLP_CERT, MLLP_KEY, MLLP_CLIENT_CA missing'],
  [{ MLLP_PORT: '2575', MLLP_CERT: 'c.pem', MLLP_KEY: 'k.pem' }, 'MLLP_CLIENT_CA missing'],
  [{ MLLP_CERT: 'c.pem' }, 'MLLP_CERT is of no use without MLLP_PORT'],
  [{ MLLP_PORT: '65536' }, 'MLLP_PORT is "65536"'],
])('MLLP is never half set up, and never open to the world without certificates: %j', (env, fault) => {
  const read = readConfig(env, '/srv')
  expect(read.ok ? [] : read.faults).toEqual([expect.stringContaining(fault)])
})
