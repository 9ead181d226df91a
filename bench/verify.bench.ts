import { createPublicKey, verify as verifySignature } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trustOf, verify } from '@excelsior/credentials'
import { PASS_TYPES } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { temporaryFolder } from './clear-away.ts'
import { excelsior, mostMemoryOf } from './command.ts'
import type { Bench } from './figure.ts'
import { ADDRESS, mixedCredentials } from './mixed-credentials.ts'
import { ISSUER, liveCodes, signedPasses, temporaryKeyRing } from './passes.ts'
import { NOW } from './residents.ts'
import { sideBySide } from './rounds.ts'

const PASSES = 1_000
const LINES = 50_000
const MANY_LINES = 200_000

export const bench: Bench = {
  figures: [
    {
      name: 'verify-pass',
      what: 'the whole check of a pass: text, structure, trust, signature, dates, rules',
      beside: 'node:crypto’s check of the same ES256 signatures over the same bytes',
      unit: 'passes/s',
      goal: { of: 'ratio', atLeast: 0.85 },
    },
    {
      name: 'verify-live',
      what: 'the same of a live pass: its issuer’s signature, and its holder’s of just now',
      beside: 'node:crypto’s check of both ES256 signatures over the same bytes',
      unit: 'passes/s',
      goal: { of: 'ratio', atLeast: 0.75 },
    },
    {
      name: 'verify-batch',
      what: 'the command "excelsior verify --batch" with a trust list, its start included, on passes, live passes, health cards, EU certificates and SD-JWT VCs by turns',
      beside: 'node:crypto’s check of as many signatures',
      unit: 'credentials/s',
      goal: { of: 'value', atLeast: 10_000 },
    },
    {
      name: 'verify-batch-memory',
      what: 'the most memory that it takes for 200,000 lines',
      beside: 'the same for 50,000 lines',
      unit: 'MB',
      goal: { of: 'ratio', atMost: 1.15 },
    },
  ],
  async measure(progress) {
    const keyRing = await temporaryKeyRing()
    const passes = await signedPasses(PASSES, keyRing.signer(NOW))
    const [key] = keyRing.list(NOW)
    if (!key) throw new Error('the key ring has no key')
    const facts = {
      issuer: { id: ISSUER, name: 'Measurements' },
      rules: { zone: 'America/New_York', accepts: PASS_TYPES, photoIdFrom: 18 },
      revokedPasses: [],
    }
    const trust = trustOf({
      version: null,
      issuedAt: null,
      nextUpdate: null,
      demo: true,
      issuers: [
        { ...facts.issuer, keys: [{ kid: key.keyId, jwk: key.jwk, format: 'pass', usage: PASS_TYPES }] },
      ],
      rules: facts.rules,
      revocation: { passes: [], canaries: { revoked: '', notRevoked: '' } },
    })
    const bareKey = {
      key: createPublicKey({ key: { ...key.jwk }, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    } as const
    const bare = (count: number) => {
      for (let index = 0; index < count; index++) {
        const { signed, signature } = passes[index % PASSES]!
        if (!verifySignature('sha256', signed, bareKey, signature))
          throw new Error('a signature does not hold')
      }
      return count
    }

    progress(`verify: ${PASSES} passes by turns with bare signatures …`)
    const inProcess = await sideBySide(
      async () => {
        for (const { text } of passes) {
          const { status } = await verify(text, trust, NOW, { checker: nodeChecker })
          if (status !== 'valid') throw new Error(`a pass is ${status}`)
        }
        return PASSES
      },
      () => bare(PASSES),
      { rounds: 41, warmUp: 6 },
    )

    progress(`verify: ${PASSES} live passes by turns with two bare signatures each …`)
    const livePasses = await liveCodes(PASSES, keyRing.signer(NOW))
    const live = await sideBySide(
      async () => {
        for (const { text } of livePasses) {
          const verdict = await verify(text, trust, NOW, { checker: nodeChecker })
          if (verdict.status !== 'valid' || !verdict.live) throw new Error(`a live pass is ${verdict.status}`)
        }
        return PASSES
      },
      () => {
        for (const { bound, held, key: holderKey } of livePasses) {
          const both =
            verifySignature('sha256', bound.signed, bareKey, bound.signature) &&
            verifySignature('sha256', held.signed, holderKey, held.signature)
          if (!both) throw new Error('a signature does not hold')
        }
        return PASSES
      },
      { rounds: 41, warmUp: 6 },
    )

    progress(`verify: the command on ${MANY_LINES} lines of five kinds, three times …`)
    const folder = await temporaryFolder()
    const [list, few, many, out] = ['trust.json', 'few.jsonl', 'many.jsonl', 'verdicts.jsonl'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string]
    const credentials = await mixedCredentials(PASSES, keyRing)
    writeFileSync(list, await keyRing.trustList({ ...facts, address: ADDRESS }, NOW))
    const at = new Date(NOW + 1000).toISOString()
    const lineOf = (id: number) => JSON.stringify({ id, text: credentials[id % credentials.length], at })
    const linesOf = (count: number) => `${Array.from({ length: count }, (_, id) => lineOf(id)).join('\n')}\n`
    writeFileSync(few, linesOf(LINES))
    writeFileSync(many, linesOf(MANY_LINES))
    const command = (file: string) => ['verify', '--batch', file, '--trust', list]
    const speed = await sideBySide(
      () => excelsior(command(many), out).then(() => MANY_LINES),
      () => bare(LINES),
      { rounds: 3, warmUp: 0 },
    )
    const valid = readFileSync(out, 'utf8').split('"status":"valid"').length - 1
    if (valid !== MANY_LINES) throw new Error(`of ${MANY_LINES} credentials ${valid} are valid`)
    progress(`verify: the memory for ${LINES} lines, and for ${MANY_LINES} …`)
    const most = await mostMemoryOf(command(many), out)
    const fewest = await mostMemoryOf(command(few), out)
    return {
      'verify-pass': inProcess,
      'verify-live': live,
      'verify-batch': speed,
      'verify-batch-memory': { value: most / 1e6, limit: fewest / 1e6, ratio: most / fewest },
    }
  },
}
