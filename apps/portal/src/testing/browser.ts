import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import type { RenderPage } from '../page.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { builtAssets } from '../routes/asset-files.ts'
import type { PortalParts } from '../routes/portal-routes.ts'
import { type Served, servePortal } from './serve.ts'

const APP = resolve(import.meta.dirname, '../..')

function openBrowser(): Promise<Browser> {
  // Debian's browser does not start as root with its own sandbox.
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
}

/** The portal with what browsers load built from the sources as they are now, in a folder of its own. */
async function buildParts(renderPage: RenderPage): Promise<PortalParts> {
  const client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  await build({
    root: APP,
    configFile: join(APP, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: client, emptyOutDir: true },
  })
  return { renderPage, client, assets: builtAssets(client), painter: createPassPainter() }
}

/** There from before the first test of a file until after its last. */
export interface Stand {
  readonly browser: Browser
  readonly parts: PortalParts
  readonly served: Served
}

/** Sets up a browser and the portal in it for a file's tests: one service for all, or a new one for each. */
export function portalInBrowser(renderPage: RenderPage, serve: 'once' | 'for each' = 'once'): Stand {
  let stand: Omit<Stand, 'served'> | undefined
  let served: Served | undefined
  const there = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('the tests have not begun')
    return part
  }
  const start = async () => {
    served = await servePortal(there(stand).parts)
  }
  const stop = () => served?.stop()
  beforeAll(async () => {
    const [browser, parts] = await Promise.all([openBrowser(), buildParts(renderPage)])
    stand = { browser, parts }
    if (serve === 'once') await start()
  })
  afterAll(async () => {
    if (serve === 'once') await stop()
    await stand?.browser.close()
    if (stand) rmSync(stand.parts.client, { recursive: true })
  })
  if (serve === 'for each') {
    beforeEach(start)
    afterEach(stop)
  }
  return {
    get browser() {
      return there(stand).browser
    },
    get parts() {
      return there(stand).parts
    },
    get served() {
      return there(served)
    },
  }
}
