import { createHash } from 'node:crypto'
import { prefixBits, type Trust, trustOf, writeRevokedPrefixes } from '@excelsior/credentials'
import type { Bench } from './figure.ts'
import { sideBySide } from './rounds.ts'

const REVOKED = 100_000
const PASSES = 20_000_000
const LOOKUPS = 200_000

export const bench: Bench = {
  figures: [
    {
      name: 'revocation-size',
      what: 'characters of the trust list that tell of 100,000 revoked among 20,000,000 passes',
      beside: 'the revoked ids in full, as JSON',
      unit: 'characters',
      goal: { of: 'value', atMost: 300_000 },
    },
    {
      name: 'revocation-wrong',
      what: 'of those 20,000,000 passes, how many are told wrongly',
      unit: 'passes',
      goal: { of: 'value', atMost: 0 },
    },
    {
      name: 'revocation-look-up',
      what: 'whether a pass is revoked, looked up in that list',
      beside: 'the same in a set of all ids in memory',
      unit: 'look-ups/s',
      goal: { of: 'value', atLeast: 10_000 },
    },
  ],
  async measure(progress) {
    progress(`revocation: ${PASSES} passes, ${REVOKED} of them revoked …`)
    const revoked = Array.from({ length: REVOKED }, (_, index) => passId(index))
    // One in 200 is revoked: those that are not come after them.
    const begins = startsOf(revoked, prefixBits(REVOKED))
    const alike: string[] = []
    for (let index = REVOKED; index < PASSES; index++) {
      const id = passId(index)
      if (begins(id)) alike.push(id)
    }
    const prefixes = writeRevokedPrefixes(revoked, alike)
    const filter = trust(prefixes).revoked

    progress('revocation: each of them looked up …')
    let wrong = 0
    for (let index = 0; index < PASSES; index++) if (filter.has(passId(index)) !== index < REVOKED) wrong++

    const asked = Array.from({ length: LOOKUPS }, (_, index) => passId(index * 97))
    const all = new Set(revoked)
    let found = 0
    const lookUp = await sideBySide(
      () => {
        for (const id of asked) if (filter.has(id)) found++
        return LOOKUPS
      },
      () => {
        for (const id of asked) if (all.has(id)) found++
        return LOOKUPS
      },
      { rounds: 11, warmUp: 3 },
    )
    if (found === 0) throw new Error('nothing was revoked')
    return {
      'revocation-size': { value: JSON.stringify(prefixes).length, limit: JSON.stringify(revoked).length },
      'revocation-wrong': { value: wrong },
      'revocation-look-up': lookUp,
    }
  },
}

/** 16 hexadecimal digits that look random, the same at each run: four ids of one hash. */
function passId(index: number): string {
  const block = index >> 2
  if (block !== hashed.block)
    hashed = { block, digits: createHash('sha256').update(`pass ${block}`).digest('hex') }
  return hashed.digits.slice((index & 3) * 16, (index & 3) * 16 + 16)
}
let hashed = { block: -1, digits: '' }

/** Whether an id begins as one of these does, by a bit for each of the first 30 bits' values. */
function startsOf(ids: readonly string[], bits: number): (id: string) => boolean {
  const marks = new Uint8Array(2 ** (bits - 3))
  const front = (id: string) => Math.floor(Number.parseInt(id.slice(0, 12), 16) / 2 ** (48 - bits))
  for (const id of ids) marks[Math.floor(front(id) / 8)]! |= 1 << (front(id) % 8)
  return (id) => ((marks[Math.floor(front(id) / 8)]! >> (front(id) % 8)) & 1) === 1
}

function trust(prefixes: ReturnType<typeof writeRevokedPrefixes>): Trust {
  return trustOf({
    version: null,
    issuedAt: null,
    nextUpdate: null,
    demo: false,
    issuers: [],
    rules: { zone: 'UTC', accepts: [], photoIdFrom: 18 },
    revocation: { passes: [], prefixes, canaries: { revoked: '', notRevoked: '' } },
  })
}
