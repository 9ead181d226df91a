/** Writes vectors/pkpass: `node tools/pkpass-vectors.ts`. The same files come out each time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { AT, ROOT } from './pass-vectors/trust.ts'
import { FAULTY } from './pkpass-vectors/faulty.ts'
import { GOOD } from './pkpass-vectors/good.ts'
import { trustList } from './pkpass-vectors/trust.ts'

const FOLDER = new URL('../vectors/pkpass/', import.meta.url)

const vectors = [...GOOD, ...FAULTY]
if (new Set(vectors.map((vector) => vector.name)).size !== vectors.length)
  throw new Error('two vectors of one name')

rmSync(new URL('files/', FOLDER), { recursive: true, force: true })
mkdirSync(new URL('files/', FOLDER), { recursive: true })
const lines = vectors.map(({ name, file, at = AT, expect }) => {
  writeFileSync(new URL(`files/${name}.pkpass`, FOLDER), file)
  return JSON.stringify({ file: `files/${name}.pkpass`, at, ...expect })
})
writeFileSync(new URL('expected.jsonl', FOLDER), `${lines.join('\n')}\n`)
writeFileSync(new URL('trust.json', FOLDER), trustList())
console.log(`${vectors.length} vectors; root key ${ROOT.thumbprint}`)
