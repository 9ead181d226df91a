import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTestChain, type TestChain } from '@excelsior/phone-wallets/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { walletSignersIn } from './wallet-signers.ts'

let chain: TestChain
let former: TestChain
let folder: string
beforeAll(() => {
  chain = makeTestChain()
  former = makeTestChain({ days: 20 })
  folder = mkdtempSync(join(tmpdir(), 'excelsior-signers-'))
})
afterAll(() => {
  for (const each of [chain, former]) each.remove()
  rmSync(folder, { recursive: true, force: true })
})

const listedFrom = async (...texts: readonly string[]) => {
  const file = join(folder, 'certificates.pem')
  writeFileSync(file, texts.join('\n'))
  return walletSignersIn(file)
}

describe('who signs files of Apple Wallet', () => {
  test('is the certificate that was set up, and former ones below it, each until its own end', async () => {
    const [now, before] = [chain.read('certificate'), former.read('certificate')]
    const listed = await listedFrom('Bag Attributes: friendlyName', now, before, now)
    expect(listed).toHaveLength(2)
    expect(listed[0]).toMatchObject({
      format: 'pkpass',
      usage: ['wallet-file'],
      jwk: { kty: 'RSA', e: 'AQAB' },
    })
    expect(listed[0]!.notAfter! - listed[1]!.notAfter!).toBeGreaterThan(340 * 86_400_000)
    expect(await listedFrom(now)).toEqual(listed.slice(0, 1))
  })

  test('is nobody where there is no file, or none that is one', async () => {
    expect(await walletSignersIn(undefined)).toEqual([])
    expect(await walletSignersIn(join(folder, 'none.pem'))).toEqual([])
    expect(await listedFrom('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toEqual([])
  })
})
