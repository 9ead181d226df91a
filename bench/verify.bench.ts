import { createPublicKey, verify as verifySignature } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trustOf, verify } from '@excelsior/credentials'
import { PASS_TYPES } from '@excelsior/domain'
import { nodeChecker } from '@excelsior/keys'
import { temporaryFolder } from './clear-away.ts'
import { excelsior } from './command.ts'
import type { Bench } from './figure.ts'
import { ISSUER, liveCodes, signedPasses, temporaryKeyRing } from './passes.ts'
import { NOW } from './residents.ts'
import { sideBySide } from './rounds.ts'

const PASSES = 1_000
const LINES = 50_000

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
      what: 'the command "excelsior verify --batch" with a trust list, its start included',
      beside: 'node:crypto’s check of as many signatures',
      unit: 'passes/s',
      goal: { of: 'value', atLeast: 10_000 },
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

    progress(`verify: the command on ${LINES} lines, three times …`)
    const folder = await temporaryFolder()
    const [list, file, out] = ['trust.json', 'passes.jsonl', 'verdicts.jsonl'].map((name) =>
      join(folder, name),
    )
    writeFileSync(list!, await keyRing.trustList(facts, NOW))
    const at = new Date(NOW + 1000).toISOString()
    const lines = Array.from({ length: LINES }, (_, index) =>
      JSON.stringify({ id: `pass-${index}`, text: passes[index % PASSES]!.text, at }),
    )
    writeFileSync(file!, `${lines.join('\n')}\n`)
    const command = await sideBySide(
      () => excelsior(['verify', '--batch', file!, '--trust', list!], out!).then(() => LINES),
      () => bare(LINES),
      { rounds: 3, warmUp: 0 },
    )
    return { 'verify-pass': inProcess, 'verify-live': live, 'verify-batch': command }
  },
}
