import { resolve } from 'node:path'
import { parentPort } from 'node:worker_threads'
import { qrSvg } from '@excelsior/credentials'
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { loadFonts } from './fonts.ts'
import type { Done, Job } from './messages.ts'

const PAGES = resolve(import.meta.dirname, 'typst')
/** UTF-16 units of all that is on a page: several times what two names of 500 letters and the longest texts take. */
const LONGEST = 20_000
/** Modules a side of the largest code there is (ISO/IEC 18004, version 40). */
const LARGEST_CODE = 177

const fonts = loadFonts()
const compiler = NodeCompiler.create({ workspace: PAGES, fontArgs: [{ fontBlobs: [...fonts.files] }] })

parentPort?.on('message', (job: Job) => {
  const done = answer(job)
  parentPort?.postMessage(done, done.kind === 'pdf' ? [done.bytes.buffer as ArrayBuffer] : [])
})

function answer(job: Job): Done {
  try {
    // Not part of what is measured and checked: the code is a drawing.
    const { code, page } = job.kind === 'pass' ? passPage(job.page) : { code: '', page: job.page }
    const json = JSON.stringify(page).normalize('NFC')
    if (json.length > LONGEST || !fonts.has(textsIn(page))) return { kind: 'cannot' }
    return print(job.kind, { page: json, code })
  } catch {
    return { kind: 'failed' }
  }
}

function passPage({ modules, ...page }: Extract<Job, { kind: 'pass' }>['page']) {
  const size = modules.length
  if (size > LARGEST_CODE || modules.some((row) => row.length !== size)) throw new Error('this is no code')
  return { code: qrSvg({ version: (size - 17) / 4, size, modules }), page }
}

/** All that stands in a JSON value, as it will be set. */
function textsIn(value: unknown): string {
  if (typeof value === 'string') return value.normalize('NFC')
  return typeof value === 'object' && value !== null ? Object.values(value).map(textsIn).join('') : ''
}

/** Everything from outside goes in as a value (`sys.inputs`), so that no name is ever read as markup. */
function print(kind: 'pass' | 'letter', inputs: Record<string, string>): Done {
  try {
    const { result } = compiler.compile({ mainFilePath: resolve(PAGES, `${kind}.typ`), inputs })
    if (result === undefined || result === null) return { kind: 'failed' }
    if (result.numOfPages !== 1) return { kind: 'cannot' }
    // PDF/UA-1 (ISO 14289-1): tagged, titled, with alternative texts; a letter without a glyph is refused.
    const pdf = compiler.pdf(result, { pdfStandard: 'ua-1' })
    return { kind: 'pdf', bytes: Uint8Array.from(pdf) }
  } finally {
    compiler.evictCache(0) // else what was on the page would stay in memory
  }
}
