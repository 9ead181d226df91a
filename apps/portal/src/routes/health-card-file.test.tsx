import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPassPainter } from '../picture/pass-picture.ts'
import { renderPage } from '../render.tsx'
import { ROSA } from '../testing/parts.ts'
import { type Served, servePortal } from '../testing/serve.ts'
import { createVisits } from '../testing/visits.ts'
import { ASSETS_PATH } from './asset-files.ts'

const painter = createPassPainter()
const assets = { script: '/portal.js', icon: '/mark.svg', styles: ['/portal.css'] }
const { get, toPass } = createVisits(() => served)

let client: string
let served: Served
beforeEach(() => {
  client = mkdtempSync(join(tmpdir(), 'excelsior-portal-'))
  mkdirSync(join(client, ASSETS_PATH), { recursive: true })
})
afterEach(async () => {
  await served.stop()
  rmSync(client, { recursive: true })
})

async function withCard(healthCard: string | undefined) {
  const pass = { ...ROSA, ...(healthCard !== undefined && { healthCard }) }
  served = await servePortal({ renderPage, client, painter, assets }, { pass })
  return toPass()
}

describe('the health card that goes with a pass', () => {
  test('is offered on its page, which says that it shows more, and is a file of its own kind', async () => {
    const cookie = await withCard('eyJ.card.signature')
    const page = await get('/es/pass', { cookie })
    expect(page.body).toContain('href="/es/pass/card.smart-health-card"')
    expect(page.body).toContain('Muestra más que el pase')
    const file = await get('/es/pass/card.smart-health-card', { cookie })
    expect(file.statusCode).toBe(200)
    expect(file.headers).toMatchObject({
      'content-type': 'application/smart-health-card',
      'content-disposition': 'attachment; filename="excelsior-pass.smart-health-card"',
      'cache-control': 'no-store',
    })
    expect(JSON.parse(file.body)).toEqual({ verifiableCredential: ['eyJ.card.signature'] })
  })

  test('is offered to nobody where there is none', async () => {
    const cookie = await withCard(undefined)
    expect((await get('/pass', { cookie })).body).not.toContain('smart-health-card')
    const file = await get('/pass/card.smart-health-card', { cookie })
    expect([file.statusCode, file.headers.location]).toEqual([303, '/pass'])
    expect((await get('/pass/card.smart-health-card')).statusCode).toBe(303)
  })

  test('gives way where a browser cannot keep both: the pass stays', async () => {
    const cookie = await withCard('x'.repeat(3000))
    const page = await get('/pass', { cookie })
    expect(page.body).toContain('Here is your pass')
    expect(page.body).not.toContain('smart-health-card')
  })
})
