import { describe, expect, test } from 'vitest'
import { createPassStore } from './pass-store.ts'
import { newSealingKey, seal, unseal } from './sealing.ts'
import { type Shelf, shelfInMemory } from './shelf.ts'

const pass = (id: string, text = `EP1:${id} CANARIA`) => ({ id, text, pinned: false })
const written = async (shelf: Shelf) =>
  (await shelf.read()).passes
    .map((each) => Buffer.from(JSON.stringify(each, bytesInHex)).toString())
    .join('\n')
const bytesInHex = (_: string, value: unknown) => {
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString('latin1')
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value
}

describe('kept passes', () => {
  test('come back as they were, pinned or not', async () => {
    const store = createPassStore(shelfInMemory())
    await store.put([pass('a'), { ...pass('b'), pinned: true }])
    expect(await store.all()).toEqual([pass('a'), { ...pass('b'), pinned: true }])
  })

  test('lie there sealed: no word of them can be read, and equal ones look different', async () => {
    const shelf = shelfInMemory()
    await createPassStore(shelf).put([pass('a', 'EP1:CANARIA'), pass('b', 'EP1:CANARIA')])
    expect(await written(shelf)).not.toContain('CANARIA')
    const key = await newSealingKey()
    const [one, two] = await Promise.all([seal(pass('a'), key), seal(pass('a'), key)])
    expect(Buffer.from(one.sealed)).not.toEqual(Buffer.from(two.sealed))
  })

  test('are sealed under a key whose bytes nobody gets', async () => {
    const { key } = await newSealingKey()
    expect(key.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
  })

  test('that were changed, moved to another place or sealed under another key are worth nothing', async () => {
    const key = await newSealingKey()
    const sealed = await seal(pass('a'), key)
    expect(await unseal(sealed, key)).toEqual(pass('a'))
    const bytes = Uint8Array.from(new Uint8Array(sealed.sealed))
    bytes[3] = (bytes[3] ?? 0) ^ 1
    expect(await unseal({ ...sealed, sealed: bytes.buffer }, key)).toBeUndefined()
    expect(await unseal({ ...sealed, id: 'b' }, key)).toBeUndefined()
    expect(await unseal(sealed, await newSealingKey())).toBeUndefined()
    for (const nonsense of [undefined, null, 7, {}, { ...sealed, iv: 'x' }])
      expect(await unseal(nonsense, key)).toBeUndefined()
  })
})

describe('the key of a live code', () => {
  const bind = async (id: string) => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
    const { privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign'])
    return { ...pass(id), live: { bound: `EP1:${id} BOUND CANARIA`, key: privateKey } }
  }

  test('lies with its pass, of which no word can be read, and goes with it', async () => {
    const shelf = shelfInMemory()
    const store = createPassStore(shelf)
    await store.put([await bind('a'), pass('b')])
    expect(await written(shelf)).not.toContain('CANARIA')
    expect((await store.all()).map(({ live }) => live?.bound)).toEqual(['EP1:a BOUND CANARIA', undefined])
    await store.remove(['a'])
    expect((await shelf.read()).passes).toHaveLength(1)
  })

  test('stays through setting a PIN and taking it off', async () => {
    const store = createPassStore(shelfInMemory(), 1)
    const bound = await bind('a')
    await store.put([bound])
    await store.setPin('274950')
    expect(await store.all()).toEqual([bound])
    await store.setPin(undefined)
    expect(await store.all()).toEqual([bound])
  })

  test('that a former release dropped leaves the pass as it was without', async () => {
    const key = await newSealingKey()
    const { holderKey: _, ...sealed } = await seal(await bind('a'), key)
    expect(await unseal(sealed, key)).toEqual(pass('a'))
  })

  test('is looked for in nothing that a former release wrote', async () => {
    const key = await newSealingKey()
    const iv = new Uint8Array(12)
    const content = new TextEncoder().encode(JSON.stringify({ text: 'EP1:OLD', pinned: true }))
    const additionalData = new TextEncoder().encode('excelsior-wallet/1/a')
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key.key, content)
    expect(await unseal({ id: 'a', keyId: key.id, iv, sealed }, key)).toEqual({
      id: 'a',
      text: 'EP1:OLD',
      pinned: true,
    })
  })
})

describe('the key', () => {
  test('goes with the last pass, and with all at once', async () => {
    const shelf = shelfInMemory()
    const store = createPassStore(shelf)
    await store.put([pass('a'), pass('b')])
    await store.remove(['a'])
    expect((await shelf.read()).key).toBeDefined()
    await store.remove(['b'])
    expect(await shelf.read()).toEqual({ key: undefined, passes: [] })
    await store.put([pass('c')])
    await store.clear()
    expect(await shelf.read()).toEqual({ key: undefined, passes: [] })
  })

  test('that another page drops in between is replaced, and the pass is kept all the same', async () => {
    const shelf = shelfInMemory()
    let dropped = false
    const meddling: Shelf = {
      ...shelf,
      async put(passes) {
        if (!dropped) await shelf.clear()
        dropped = true
        return shelf.put(passes)
      },
    }
    const store = createPassStore(meddling)
    await store.put([pass('a')])
    expect(dropped).toBe(true)
    expect(await store.all()).toEqual([pass('a')])
  })

  test('that is gone leaves nothing lying about', async () => {
    const shelf = shelfInMemory()
    const store = createPassStore(shelf)
    await store.put([pass('a')])
    const [left] = (await shelf.read()).passes
    const foreign: Shelf = {
      ...shelf,
      read: async () => ({ key: await newSealingKey(), passes: left ? [left] : [] }),
    }
    expect(await createPassStore(foreign).all()).toEqual([])
    expect((await shelf.read()).passes).toEqual([])
  })
})
