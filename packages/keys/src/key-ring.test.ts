import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openTrustList, webCryptoChecker } from '@excelsior/credentials'
import type { Instant } from '@excelsior/domain'
import { afterEach, describe, expect, test } from 'vitest'
import { nodeChecker } from './es256.ts'
import { openKeyRing } from './key-ring.ts'
import type { TrustFacts } from './trust-list.ts'

const NOW = Date.UTC(2022, 0, 5, 12) as Instant
const DAY = 86_400_000
const daysLater = (days: number, of: Instant = NOW) => (of + days * DAY) as Instant
const BYTES = new TextEncoder().encode('a pass')

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'excelsior-keys-'))
  folders.push(folder)
  return join(folder, 'data', 'keys')
}
const opened = async (more: { folder?: string; kek?: string; demo?: boolean } = {}) =>
  openKeyRing({ folder: await emptyFolder(), now: NOW, ...more })

const FACTS: TrustFacts = {
  issuer: { id: 'US-NY', name: 'New York State' },
  rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
  revokedPasses: ['00112233445566aa'],
}
const bytesOf = (list: string) => new TextEncoder().encode(list)

describe('the folder of keys', () => {
  test('only its owner can read it, files included, even where a copy had opened them', async () => {
    const folder = await emptyFolder()
    await opened({ folder })
    const modes = async () =>
      Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).mode & 0o777))
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await stat(dirname(folder))).mode & 0o777).toBe(0o711)
    expect(new Set(await modes())).toEqual(new Set([0o600]))

    for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644)
    await opened({ folder })
    expect(new Set(await modes())).toEqual(new Set([0o600]))
  })

  test.skipIf(process.getuid?.() !== 0)('what root adds belongs to the folder’s owner', async () => {
    const folder = await emptyFolder()
    await opened({ folder })
    await chown(folder, 65534, 65534)
    const ring = await opened({ folder })
    ring.rotate(NOW)
    expect((await stat(join(folder, 'pass-000002.json'))).uid).toBe(65534)
  })

  test('opened again it holds the same keys and secrets', async () => {
    const folder = await emptyFolder()
    const [first, second] = [await opened({ folder }), await opened({ folder })]
    expect(second.secrets).toEqual(first.secrets)
    expect(second.root.signer.keyId).toBe(first.root.signer.keyId)
    expect(second.signer(NOW).keyId).toBe(first.signer(NOW).keyId)
  })

  test('the secrets differ from one another, and another ring has others', async () => {
    const [one, other] = [await opened(), await opened()]
    const all = [one, other].flatMap((ring) => Object.values(ring.secrets))
    expect(all.every((secret) => secret.length === 32)).toBe(true)
    expect(new Set(all.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(16)
  })

  test('processes that open an empty folder in the same moment agree on every key', async () => {
    const folder = await emptyFolder()
    const program = `
      import { openKeyRing } from ${JSON.stringify(new URL('./key-ring.ts', import.meta.url).href)}
      const ring = await openKeyRing({ folder: ${JSON.stringify(folder)}, now: ${NOW} })
      console.log(Buffer.from(ring.secrets.kek).toString('hex'), ring.root.signer.keyId, ring.signer(${NOW}).keyId, ring.list(${NOW}).length)`
    const answers = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let text = ''
        child.stdout.on('data', (part) => {
          text += part
        })
        await once(child, 'close')
        return text
      }),
    )
    expect(answers[0]).toMatch(/^[0-9a-f]{64} \S{43} [0-9a-f]{8} 1\n$/)
    expect(new Set(answers).size).toBe(1)
  })

  test('a demonstration’s keys do not open a real service, nor the other way round', async () => {
    const folder = await emptyFolder()
    await opened({ folder, demo: true })
    await expect(opened({ folder })).rejects.toMatchObject({ code: 'wrong-mode' })
    const real = await emptyFolder()
    await opened({ folder: real })
    await expect(opened({ folder: real, demo: true })).rejects.toMatchObject({ code: 'wrong-mode' })
  })
})

describe.each([
  ['32 bytes in base64', Buffer.alloc(32, 7).toString('base64'), Buffer.alloc(32, 8).toString('base64')],
  ['a passphrase', 'correct horse battery', 'correct horse batters'],
])('EXCELSIOR_KEK as %s', (_form, kek, otherKek) => {
  test('encrypts every file, and opens them again', async () => {
    const folder = await emptyFolder()
    const first = await opened({ folder, kek })
    const texts = await Promise.all(
      (await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')),
    )
    expect(texts.every((text) => text.startsWith('{"sealed":'))).toBe(true)
    expect((await opened({ folder, kek })).secrets).toEqual(first.secrets)
  })

  test('a wrong one, or none, is told apart from a broken folder', async () => {
    const folder = await emptyFolder()
    await opened({ folder, kek })
    await expect(opened({ folder, kek: otherKek })).rejects.toMatchObject({ code: 'kek-wrong' })
    await expect(opened({ folder })).rejects.toMatchObject({ code: 'kek-missing' })
    await writeFile(join(folder, 'master.json'), '{')
    await expect(opened({ folder, kek })).rejects.toMatchObject({ code: 'unreadable' })
  })

  test('set later, it encrypts what lay in the open', async () => {
    const folder = await emptyFolder()
    const plain = await opened({ folder })
    expect((await opened({ folder, kek })).secrets).toEqual(plain.secrets)
    await expect(opened({ folder })).rejects.toMatchObject({ code: 'kek-missing' })
  })

  test('a file put in the place of another does not open', async () => {
    const folder = await emptyFolder()
    await opened({ folder, kek })
    await writeFile(join(folder, 'trust-root.json'), await readFile(join(folder, 'pass-000001.json')))
    await expect(opened({ folder, kek })).rejects.toMatchObject({ code: 'kek-wrong' })
  })
})

test('a short passphrase is refused', async () => {
  await expect(opened({ kek: 'elevenchars' })).rejects.toMatchObject({ code: 'kek-weak' })
  await opened({ kek: 'twelve chars' })
})

describe('signing', () => {
  test('ES256: 64 bytes that the checker confirms, for this key and these bytes only', async () => {
    const ring = await opened()
    const [key] = ring.list(NOW)
    const signature = await ring.signer(NOW).sign(BYTES)
    expect(signature).toHaveLength(64)
    const jwk = key?.jwk ?? ring.root.jwk
    expect(nodeChecker.check('ES256', { jwk }, signature, BYTES)).toBe(true)
    expect(await webCryptoChecker.check('ES256', { jwk }, signature, BYTES)).toBe(true)
    expect(nodeChecker.check('ES256', { jwk: ring.root.jwk }, signature, BYTES)).toBe(false)
    expect(nodeChecker.check('ES256', { jwk }, signature, new TextEncoder().encode('a past'))).toBe(false)
  })

  test('a key that is no point of the curve checks nothing', async () => {
    const { root } = await opened()
    const signature = await root.signer.sign(BYTES)
    expect(nodeChecker.check('ES256', { jwk: { ...root.jwk, x: root.jwk.y } }, signature, BYTES)).toBe(false)
  })
})

describe('rotation', () => {
  test('the next key is published for a week before it signs, and the old one stays good until its passes end', async () => {
    const ring = await opened()
    const old = ring.signer(NOW).keyId
    const next = ring.rotate(NOW).keyId
    const states = (at: Instant) => ring.list(at).map(({ state }) => state)
    const lastMoment = (daysLater(7) - 1) as Instant

    expect(states(lastMoment)).toEqual(['in-use', 'published'])
    expect(ring.signer(lastMoment).keyId).toBe(old)
    expect(states(daysLater(7))).toEqual(['retired', 'in-use'])
    expect(ring.signer(daysLater(7)).keyId).toBe(next)
    expect(states((daysLater(407) - 1) as Instant)).toEqual(['retired', 'in-use'])
    expect(states(daysLater(407))).toEqual(['dropped', 'in-use'])
  })

  test('asked twice it prepares one key; at once means now', async () => {
    const ring = await opened()
    expect(ring.rotate(NOW).keyId).toBe(ring.rotate(NOW).keyId)
    expect(ring.list(NOW)).toHaveLength(2)
    const now = ring.rotate(NOW, 'atOnce').keyId
    expect(ring.signer(NOW).keyId).toBe(now)
  })

  test('by another process counts within a second', async () => {
    const folder = await emptyFolder()
    const [service, command] = [await opened({ folder }), await opened({ folder })]
    const next = command.rotate(NOW, 'atOnce').keyId
    expect(service.signer((NOW + 1000) as Instant).keyId).toBe(next)
  })

  test('a clock set back to before the first key still has one to sign with', async () => {
    const ring = await opened()
    expect(ring.signer(daysLater(-9)).keyId).toBe(ring.signer(NOW).keyId)
  })
})

describe('revocation', () => {
  test('of the key in use: another signs at once', async () => {
    const ring = await opened()
    const bad = ring.signer(NOW).keyId
    expect(ring.revoke(bad, NOW)).toBe('revoked')
    expect(ring.revoke(bad, NOW)).toBe('already-revoked')
    expect(ring.signer(NOW).keyId).not.toBe(bad)
    expect(ring.list(NOW).map(({ state }) => state)).toEqual(['revoked', 'in-use'])
  })

  test('where the next key is published already, that one takes over before its time', async () => {
    const ring = await opened()
    const next = ring.rotate(NOW).keyId
    ring.revoke(ring.signer(NOW).keyId, NOW)
    expect(ring.signer(NOW).keyId).toBe(next)
    expect(ring.list(NOW)).toHaveLength(2)
  })

  test('of a key that nobody knows changes nothing', async () => {
    const ring = await opened()
    expect(ring.revoke('00000000', NOW)).toBe('unknown')
    expect(ring.list(NOW)).toHaveLength(1)
  })
})

describe('the trust list', () => {
  test('is taken by a reader that pinned its root, shows the next key beforehand and the revoked one as such', async () => {
    const ring = await opened()
    const next = ring.rotate(NOW).keyId
    const bad = ring.signer(NOW).keyId
    ring.revoke(bad, NOW)
    const list = await openTrustList(bytesOf(await ring.trustList(FACTS, NOW)), {
      pinnedRoot: ring.root.signer.keyId,
      now: NOW,
      allowDemo: false,
      checker: nodeChecker,
    })
    if (!list.ok) throw new Error(list.reason)
    const keys = list.content.issuers[0]?.keys.map(({ kid, revoked }) => [kid, revoked ?? false])
    expect(keys).toEqual([
      [bad, true],
      [next, false],
    ])
    expect(list.content.revocation.passes).toContain('00112233445566aa')
    expect(list.content.nextUpdate - list.content.issuedAt).toBe(7 * DAY)
  })

  test('by a new root is taken by whoever pinned the old one, where that gave its word', async () => {
    const ring = await opened()
    const old = ring.root.signer.keyId
    const reason = async (pinnedRoot: string) => {
      const list = await openTrustList(bytesOf(await ring.trustList(FACTS, NOW)), {
        pinnedRoot,
        now: NOW,
        allowDemo: false,
        checker: nodeChecker,
      })
      return list.ok ? list.root : list.reason
    }
    const second = await ring.rotateRoot(true)
    expect(ring.root.signer.keyId).toBe(second)
    const third = await ring.rotateRoot(true)
    expect([await reason(old), await reason(second), await reason(third)]).toEqual([third, third, third])

    const fourth = await ring.rotateRoot(false)
    expect([await reason(old), await reason(third), await reason(fourth)]).toEqual([
      'wrong-root',
      'wrong-root',
      fourth,
    ])
    const fifth = await ring.rotateRoot(true)
    expect([await reason(third), await reason(fourth)]).toEqual(['wrong-root', fifth])
  })

  test('its version rises each time, over a restart and a clock set back too', async () => {
    const folder = await emptyFolder()
    const version = async (at: Instant) => {
      const text = await (await opened({ folder })).trustList(FACTS, at)
      return JSON.parse(Buffer.from(JSON.parse(text).payload, 'base64url').toString()).version as number
    }
    const versions = [await version(NOW), await version(NOW), await version(daysLater(1)), await version(NOW)]
    expect(versions).toEqual([...versions].sort((a, b) => a - b))
    expect(new Set(versions).size).toBe(4)
  })

  test('a demonstration’s bears a demonstration’s issuer, and no real one does', async () => {
    const demo = { ...FACTS, issuer: { id: 'demo', name: 'Demonstration' } }
    await expect(async () => (await opened({ demo: true })).trustList(FACTS, NOW)).rejects.toThrow('demo')
    await expect(async () => (await opened()).trustList(demo, NOW)).rejects.toThrow('demo')
    const ring = await opened({ demo: true })
    const options = { pinnedRoot: ring.root.signer.keyId, now: NOW }
    const list = bytesOf(await ring.trustList(demo, NOW))
    expect(await openTrustList(list, { ...options, allowDemo: true })).toMatchObject({ ok: true })
    expect(await openTrustList(list, { ...options, allowDemo: false })).toMatchObject({
      ok: false,
      reason: 'demo-list',
    })
  })
})
