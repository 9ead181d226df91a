import { qrCode } from '@excelsior/credentials'
import type { CDPSession, Page } from 'playwright-core'
import type { Department } from './app-stand.ts'
import { typeLikeAScanner } from './scanner-device.ts'

/**
 * The page's heap after everything unused was dropped, without machine code: the browser compiles what runs often, for
 * hours yet, and that would look like a heap that grows. And all memory of the decoder's WebAssembly. Bytes.
 */
export interface Memory {
  readonly page: number
  readonly decoder: number
  readonly workers: number
}

/** Before the app's own scripts: the camera is a canvas, on which codes are held up without a file in between. */
export function cameraOfCanvas() {
  const held: Window & { hold?: (rows: readonly string[]) => void } = window
  const canvas = document.createElement('canvas')
  canvas.width = 1280
  canvas.height = 720
  const context = canvas.getContext('2d')
  let rows: readonly string[] = []
  let tick = 0
  const draw = () => {
    if (!context) return
    context.fillStyle = '#969696'
    context.fillRect(0, 0, canvas.width, canvas.height)
    const scale = 8
    const side = rows.length * scale
    const left = (canvas.width - side) / 2
    const top = (canvas.height - side) / 2
    context.fillStyle = '#ebebeb'
    if (side > 0) context.fillRect(left - 4 * scale, top - 4 * scale, side + 8 * scale, side + 8 * scale)
    context.fillStyle = '#141414'
    for (const [y, row] of rows.entries())
      for (let x = 0; x < row.length; x++)
        if (row[x] === '#') context.fillRect(left + x * scale, top + y * scale, scale, scale)
    // Something always moves: a canvas that stays the same gives no new frames.
    tick = (tick + 1) % 200
    context.fillRect(tick, 0, 4, 4)
  }
  held.hold = (next) => {
    rows = next
    draw()
  }
  setInterval(draw, 33)
  draw()
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(30)
}

const rowsOf = (text: string): readonly string[] =>
  qrCode(text).modules.map((row) => row.map((dark) => (dark ? '#' : ' ')).join(''))

/** One after the other, each by another name: held up to the camera, or typed. Each has its verdict, which is passed on. */
export async function scanMany(
  page: Page,
  department: Department,
  from: number,
  to: number,
  byCamera: number,
) {
  for (let number = from; number < to; number++) {
    const text = await department.pass({
      givenName: `Visitor ${number}`,
      type: number % 3 === 0 ? 'pcr' : 'vaccination',
    })
    if (number % byCamera === 0) {
      await page.evaluate((rows) => {
        const held: Window & { hold?: (rows: readonly string[]) => void } = window
        held.hold?.(rows)
      }, rowsOf(text))
    } else await typeLikeAScanner(page, text)
    await page.evaluate(
      (name) =>
        new Promise<void>((resolve) => {
          const held: Window & { hold?: (rows: readonly string[]) => void } = window
          const timer = setInterval(() => {
            if (!document.querySelector('.verdict__name')?.textContent?.includes(name)) return
            clearInterval(timer)
            held.hold?.([])
            document.querySelector<HTMLButtonElement>('.verdict__next .button')?.click()
            resolve()
          }, 1)
        }),
      `Visitor ${number} `,
    )
  }
}

/** Before the page is opened: the decoder's memory can be seen from inside its worker alone, where it is made. */
export async function watchMemory(page: Page): Promise<() => Promise<Memory>> {
  // Held back for a moment, so that the worker is being watched when the decoder comes.
  await page.route('**/*.wasm', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 500))
    await route.continue()
  })
  page.on('worker', (worker) => {
    worker.evaluate(watchWebAssembly).catch(() => {})
  })
  const session = await page.context().newCDPSession(page)
  return async () => {
    // Away from the camera no frame is under way, which alone would be two megabytes.
    await page.evaluate(() => location.replace('#type'))
    await page.locator('#code').waitFor()
    await page.waitForTimeout(500)
    const heap = await heapOf(session)
    const workers = page.workers()
    const decoder = await Promise.all(workers.map((worker) => worker.evaluate(decoderBytes)))
    await page.evaluate(() => location.replace('#scan'))
    await page.locator('.scan__frame').waitFor()
    return {
      page: heap,
      decoder: decoder.reduce((sum, bytes) => sum + bytes, 0),
      workers: workers.length,
    }
  }
}

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[]]
    }
  }
  readonly nodes: readonly number[]
}

/** A snapshot begins with dropping what is unused. */
async function heapOf(session: CDPSession): Promise<number> {
  const chunks: string[] = []
  const collect = ({ chunk }: { chunk: string }) => void chunks.push(chunk)
  session.on('HeapProfiler.addHeapSnapshotChunk', collect)
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  session.off('HeapProfiler.addHeapSnapshotChunk', collect)
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as Snapshot
  const { node_fields: fields, node_types: types } = snapshot.meta
  const [kind, size, code] = [fields.indexOf('type'), fields.indexOf('self_size'), types[0].indexOf('code')]
  let bytes = 0
  for (let at = 0; at < nodes.length; at += fields.length)
    if (nodes[at + kind] !== code) bytes += nodes[at + size] ?? 0
  return bytes
}

function watchWebAssembly() {
  const seen = self as unknown as { memory?: WebAssembly.Memory }
  const instantiate = WebAssembly.instantiate.bind(WebAssembly)
  WebAssembly.instantiate = async (...of: Parameters<typeof instantiate>) => {
    const made = await instantiate(...of)
    const instance =
      made instanceof WebAssembly.Instance ? made : (made as { instance: WebAssembly.Instance }).instance
    for (const each of Object.values(instance.exports))
      if (each instanceof WebAssembly.Memory) seen.memory = each
    return made as never
  }
}

const decoderBytes = () => {
  const { memory } = self as unknown as { memory?: WebAssembly.Memory }
  return memory?.buffer.byteLength ?? Number.NaN
}
