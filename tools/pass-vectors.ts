/** Writes vectors/pass: `node tools/pass-vectors.ts`. The same files come out each time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { FAULTY_CBOR, FAULTY_CLAIMS, FAULTY_TIMES } from './pass-vectors/faulty-claims.ts'
import { FAULTY_ENVELOPE, FAULTY_SIGNATURE, FAULTY_TEXT } from './pass-vectors/faulty-envelope.ts'
import { GOOD } from './pass-vectors/good.ts'
import { LIVE } from './pass-vectors/live.ts'
import { AT, ROOT, trustList } from './pass-vectors/trust.ts'

const FOLDER = new URL('../vectors/pass/', import.meta.url)

const vectors = [
  ...GOOD,
  ...FAULTY_TEXT,
  ...FAULTY_ENVELOPE,
  ...FAULTY_SIGNATURE,
  ...FAULTY_TIMES,
  ...FAULTY_CLAIMS,
  ...FAULTY_CBOR,
  ...LIVE,
]
if (new Set(vectors.map((vector) => vector.name)).size !== vectors.length)
  throw new Error('two vectors of one name')

rmSync(new URL('codes/', FOLDER), { recursive: true, force: true })
mkdirSync(new URL('codes/', FOLDER), { recursive: true })
const lines = vectors.map(({ name, text, at = AT, expect }) => {
  writeFileSync(new URL(`codes/${name}.txt`, FOLDER), text)
  return JSON.stringify({ file: `codes/${name}.txt`, at, ...expect })
})
writeFileSync(new URL('expected.jsonl', FOLDER), `${lines.join('\n')}\n`)
writeFileSync(new URL('trust.json', FOLDER), trustList())
console.log(`${vectors.length} vectors; root key ${ROOT.thumbprint}`)
