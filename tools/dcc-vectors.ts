/** Writes vectors/dcc: `node tools/dcc-vectors.ts`. The same files come out each time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { FAULTY_CLAIMS, FAULTY_ENVELOPE, FAULTY_SIGNATURE, FAULTY_TEXT } from './dcc-vectors/faulty.ts'
import { GOOD } from './dcc-vectors/good.ts'
import { AT } from './dcc-vectors/message.ts'
import { REVOCATIONS, revocationList } from './dcc-vectors/revoked.ts'
import { trustList } from './dcc-vectors/signers.ts'

const FOLDER = new URL('../vectors/dcc/', import.meta.url)

const vectors = [
  ...GOOD,
  ...FAULTY_TEXT,
  ...FAULTY_ENVELOPE,
  ...FAULTY_SIGNATURE,
  ...FAULTY_CLAIMS,
  ...REVOCATIONS,
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
writeFileSync(new URL('trustlist.json', FOLDER), trustList())
writeFileSync(new URL('revocation.json', FOLDER), revocationList())
console.log(`${vectors.length} vectors`)
