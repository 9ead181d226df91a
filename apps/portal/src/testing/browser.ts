import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import type { RenderPage } from '../page.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { builtAssets } from '../routes/asset-files.ts'
import type { PortalParts } from '../routes/portal-routes.ts'

const APP = resolve(import.meta.dirname, '../..')

export function openBrowser(): Promise<Browser> {
  // Debian's browser does not start as root with its own sandbox.
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
}

/** The portal with what browsers load built from the sources as they are now, in a folder of its own. */
export async function buildParts(renderPage: RenderPage): Promise<PortalParts> {
  const client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  await build({
    root: APP,
    configFile: join(APP, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: client, emptyOutDir: true },
  })
  return { renderPage, client, assets: builtAssets(client), painter: createPassPainter() }
}
