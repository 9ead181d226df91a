import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RenderPage } from '../page.ts'
import { createPassPainter } from '../picture/pass-picture.ts'
import { builtAssets } from './asset-files.ts'
import type { PortalParts } from './portal-routes.ts'

const DIST = resolve(import.meta.dirname, '../../dist')

/** Loads what the portal's build made, and the fonts for pictures: half a second, once, before the first page. */
export async function builtPortal(): Promise<PortalParts> {
  const client = join(DIST, 'client')
  return {
    renderPage: await builtRenderer(),
    assets: builtAssets(client),
    painter: createPassPainter(),
    client,
  }
}

/** The one part with TSX in it, which Node does not run as it stands. */
async function builtRenderer(): Promise<RenderPage> {
  const file = join(DIST, 'server', 'server.js')
  const built: unknown = await import(pathToFileURL(file).href)
  if (typeof built === 'object' && built !== null && 'renderPage' in built && isRenderer(built.renderPage)) {
    return built.renderPage
  }
  throw new Error('the portal was built from other sources: build it anew')
}

const isRenderer = (value: unknown): value is RenderPage => typeof value === 'function'
