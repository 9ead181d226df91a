/** Writes vectors/sd-jwt: `node tools/sd-jwt-vectors.ts`. The same files come out each time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { FAULTY_BINDING } from './sd-jwt-vectors/faulty-binding.ts'
import { FAULTY_CLAIMS, FAULTY_DISCLOSURES, FAULTY_TIMES } from './sd-jwt-vectors/faulty-claims.ts'
import { FAULTY_SIGNATURE, FAULTY_TEXT } from './sd-jwt-vectors/faulty-envelope.ts'
import { GOOD } from './sd-jwt-vectors/good.ts'
import { AT, AUDIENCE, NONCE } from './sd-jwt-vectors/message.ts'
import { LIST_URI, ROOT, STATUS_LISTS, trustList } from './sd-jwt-vectors/trust.ts'

const FOLDER = new URL('../vectors/sd-jwt/', import.meta.url)

const vectors = [
  ...GOOD,
  ...FAULTY_TEXT,
  ...FAULTY_SIGNATURE,
  ...FAULTY_DISCLOSURES,
  ...FAULTY_CLAIMS,
  ...FAULTY_TIMES,
  ...FAULTY_BINDING,
]
if (new Set(vectors.map((vector) => vector.name)).size !== vectors.length)
  throw new Error('two vectors of one name')

for (const folder of ['credentials/', 'status/']) {
  rmSync(new URL(folder, FOLDER), { recursive: true, force: true })
  mkdirSync(new URL(folder, FOLDER), { recursive: true })
}
const lines = vectors.map(({ name, text, at = AT, asked, lists, expect }) => {
  const file = `credentials/${name}.txt`
  writeFileSync(new URL(file, FOLDER), text)
  const fetched = lists?.map((list) => ({ uri: LIST_URI, file: `status/${list}.txt` }))
  return JSON.stringify({
    file,
    at,
    ...(asked && { asked: { audience: AUDIENCE, nonce: NONCE } }),
    ...(fetched && { lists: fetched }),
    ...expect,
  })
})
for (const [name, token] of Object.entries(STATUS_LISTS))
  writeFileSync(new URL(`status/${name}.txt`, FOLDER), token)
writeFileSync(new URL('expected.jsonl', FOLDER), `${lines.join('\n')}\n`)
writeFileSync(new URL('trust.json', FOLDER), trustList())
console.log(`${vectors.length} vectors; root key ${ROOT.thumbprint}`)
