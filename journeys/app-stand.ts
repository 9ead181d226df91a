import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import {
  issuePass,
  type PassToIssue,
  type PublicJwk,
  passKeyId,
  qrCode,
  type Signer,
  signTrustList,
  type TrustListContent,
  thumbprint,
} from '@excelsior/credentials'
import type { Instant, PartialDate } from '@excelsior/domain'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { staleApps } from '../tools/build.mjs'
import { film, type Shot } from './film.ts'

/** An installed app to try: built, on a server of its own, with a department that signs and a camera that plays films. */
export interface Stand {
  readonly browser: Browser
  readonly address: string
  readonly folder: string
  readonly department: Department
  /** What the camera sees from now on, be it open or not. */
  show(shots: readonly Shot[]): Promise<void>
  /** What the server answers instead of the trust list; undefined: the list. */
  answerInstead(answer: { readonly status: number; readonly body: string } | undefined): void
  /** Batches of counts that came, each with its status; `answer` is the next ones' status. */
  readonly tallies: { answer: number; readonly came: { readonly body: string; readonly status: number }[] }
  /** Addresses asked for since the server began. */
  readonly asked: string[]
  publish(list: string): void
  /** Nobody answers at the address, until it is started again. */
  stopServer(): Promise<void>
  startServer(): Promise<void>
  close(): Promise<void>
}

export interface Department {
  pass(change?: Partial<PassToIssue>): Promise<string>
  trustList(change?: Partial<TrustListContent>): Promise<string>
  readonly root: string
}

export const MINUTE = 60_000
export const DAY = 86_400_000

/** Pages of this app need no more than this. The worker alone compiles WebAssembly; older browsers ask for `unsafe-eval` there. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval'"

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
}

export type AppName = 'scanner' | 'wallet'

const ROOT = join(import.meta.dirname, '..')
const folderOf = (app: AppName) => join(ROOT, 'apps', app)
/** Two frames of a film, milliseconds. */
const LAST_FRAME = 150
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

export async function openStand(app: AppName): Promise<Stand> {
  const folder = mkdtempSync(join(tmpdir(), `${app}-stand-`))
  const built = join(folder, 'dist')
  const camera = join(folder, 'camera.y4m')
  if (isBuilt(app)) cpSync(join(folderOf(app), 'dist'), built, { recursive: true })
  else await buildApp(app, built)
  const department = await openDepartment()
  let list = await department.trustList()
  let instead: { readonly status: number; readonly body: string } | undefined
  const asked: string[] = []
  const tallies: Stand['tallies'] = { answer: 204, came: [] }

  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://stand').pathname
    asked.push(path)
    if (path === '/.well-known/excelsior/trust.json') {
      response.writeHead(instead?.status ?? 200, {
        'content-type': 'application/json',
        'cache-control': 'max-age=86400',
      })
      return response.end(instead?.body ?? list)
    }
    if (path === '/api/tallies' && request.method === 'POST') {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        tallies.came.push({ body: Buffer.concat(chunks).toString(), status: tallies.answer })
        response.writeHead(tallies.answer).end()
      })
      return
    }
    const file = path === `/${app}/` ? 'index.html' : path.slice(app.length + 2)
    try {
      const bytes = readFileSync(join(built, file))
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-security-policy': file.includes('decoder.worker') ? WORKER_POLICY : PAGE_POLICY,
        'cache-control': 'no-cache',
      })
      response.end(bytes)
    } catch {
      response.writeHead(404).end()
    }
  })
  const listen = (on: number) => new Promise<void>((resolve) => server.listen(on, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as AddressInfo
  writeFileSync(camera, film([{ frames: 2 }]))
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  })

  return {
    browser,
    address: `http://127.0.0.1:${port}/${app}/`,
    folder,
    department,
    asked,
    tallies,
    async show(shots) {
      writeFileSync(camera, film(shots))
      // A camera that is being closed shows its last frame once more to whoever opens it next.
      await new Promise((resolve) => setTimeout(resolve, LAST_FRAME))
    },
    answerInstead: (answer) => {
      instead = answer
    },
    publish: (next) => {
      list = next
    },
    stopServer: () => stop(server),
    startServer: () => listen(port),
    async close() {
      await browser.close()
      if (server.listening) await stop(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whether what the tests' own command built is still what the sources say. */
const isBuilt = (app: AppName): boolean => !staleApps(ROOT).some(({ name }) => name === app)

/** One release of an app. Another number makes other files: names, contents, digests. */
export async function buildApp(app: AppName, outDir: string, release?: number): Promise<void> {
  const output = release === undefined ? {} : { banner: `self.release = ${release};` }
  await build({
    configFile: join(folderOf(app), 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir, rollupOptions: { output } },
  })
}

/** Modules of the code of a text, as a shot's. */
export const shotOf = (text: string, change: Partial<Shot> = {}): Shot => {
  const { modules } = qrCode(text)
  return { frames: 4, modules, scale: 6, ...change }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

/** The same code with one byte of its signature changed. The first digit of three may be any of these. */
export function withOneByteChanged(text: string): string {
  const at = text.length - 3 - ((text.length - 'EP1:'.length) % 3)
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}

/** Root and pass key made for this run. Issue times lie a few minutes back, as the department's do. */
export async function openDepartment(demo = false): Promise<Department> {
  const root = await makeKey()
  const pass = await makeKey()
  const rootId = await thumbprint(root.jwk)
  const keyId = passKeyId(await thumbprint(pass.jwk))
  const issuer = demo ? 'demo' : 'US-NY'
  const now = () => Math.floor(Date.now() / 1000) * 1000
  let version = 0
  return {
    root: rootId,
    pass: (change = {}) =>
      issuePass(
        {
          type: 'vaccination',
          givenName: 'Rosa',
          familyName: 'Quiñones Delgado',
          birthDate: '1988-03-04' as PartialDate,
          expires: (now() + 30 * DAY) as Instant,
          passId: '00000000000000a1',
          issuer,
          issuedAt: (now() - 5 * MINUTE) as Instant,
          notBefore: (now() - 5 * MINUTE) as Instant,
          ...change,
        },
        { keyId, sign: pass.sign },
      ),
    trustList(change = {}) {
      version += 1
      const content: TrustListContent = {
        version,
        issuedAt: (now() - 5 * MINUTE) as Instant,
        nextUpdate: (now() + 7 * DAY) as Instant,
        demo,
        issuers: [
          {
            id: issuer,
            name: 'State Health Department',
            keys: [{ kid: keyId, jwk: pass.jwk, format: 'pass', usage: ['vaccination', 'pcr', 'antigen'] }],
          },
        ],
        rules: { zone: 'America/New_York', accepts: ['vaccination', 'pcr', 'antigen'], photoIdFrom: 18 },
        revocation: {
          passes: ['ffffffffffffff01'],
          canaries: { revoked: 'ffffffffffffff01', notRevoked: 'ffffffffffffff02' },
        },
        ...change,
      }
      return signTrustList(content, root.jwk, { keyId: rootId, sign: root.sign })
    },
  }
}

async function makeKey(): Promise<{ readonly jwk: PublicJwk; readonly sign: Signer['sign'] }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const pair = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  return {
    jwk: { kty: 'EC', crv: 'P-256', x, y },
    sign: async (bytes) =>
      new Uint8Array(
        await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, Uint8Array.from(bytes)),
      ),
  }
}
