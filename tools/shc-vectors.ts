/** Writes vectors/shc: `node tools/shc-vectors.ts`. The same files come out each time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { FAULTY_CLAIMS, FAULTY_TIMES } from './shc-vectors/faulty-claims.ts'
import { FAULTY_ENVELOPE, FAULTY_SIGNATURE, FAULTY_TEXT } from './shc-vectors/faulty-envelope.ts'
import { GOOD } from './shc-vectors/good.ts'
import { TRUST } from './shc-vectors/trust.ts'
import { AT } from './shc-vectors/vector.ts'

const FOLDER = new URL('../vectors/shc/', import.meta.url)

const faulty = [...FAULTY_TEXT, ...FAULTY_ENVELOPE, ...FAULTY_SIGNATURE, ...FAULTY_TIMES, ...FAULTY_CLAIMS]
const vectors = [...GOOD, ...faulty]
if (new Set(vectors.map((vector) => vector.name)).size !== vectors.length)
  throw new Error('two vectors of one name')

for (const part of ['cards', 'trust']) rmSync(new URL(part, FOLDER), { recursive: true, force: true })
mkdirSync(new URL('cards/', FOLDER), { recursive: true })
mkdirSync(new URL('trust/crl/', FOLDER), { recursive: true })
const lines = vectors.map(({ name, text, at = AT, expect }) => {
  const file = `cards/${name}.${text.startsWith('{') ? 'smart-health-card' : 'txt'}`
  writeFileSync(new URL(file, FOLDER), text)
  return JSON.stringify({ file, at, ...expect })
})
writeFileSync(new URL('expected.jsonl', FOLDER), `${lines.join('\n')}\n`)
for (const [name, json] of Object.entries(TRUST))
  writeFileSync(new URL(`trust/${name}`, FOLDER), `${JSON.stringify(json, null, 2)}\n`)
console.log(`${GOOD.length} good, ${faulty.length} faulty`)
