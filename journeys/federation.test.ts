import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { json } from './ask.ts'
import { type ProvenBody, residentsOf, retrieve } from './retrieve.ts'
import { newFolder, removeFolder, type Service, startService } from './service.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const ROOT = join(import.meta.dirname, '..')
const folder = newFolder()
let here: Service
let there: Service
let browser: Browser
let pass: string

beforeAll(async () => {
  const issuer = { id: 'demo-2', name: 'The neighbouring state', jurisdiction: 'US-NJ' }
  const file = join(folder, 'issuer.json')
  writeFileSync(file, JSON.stringify({ issuer: { id: 'US-NJ', name: 'New Jersey' }, demoIssuer: issuer }))
  ;[here, there] = await Promise.all([
    startService({ host: 'localhost', people: 30 }),
    startService({ host: 'localhost', people: 60, env: { ISSUER: file } }),
  ])
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  })
  const holder = (await residentsOf(there)).find(
    ({ note, expect: told }) => note === undefined && told.vaccination.eligible,
  )!
  const { passes } = json<ProvenBody>(await retrieve(there, 'vaccination', holder))
  pass = passes[0]!.qr
})
afterAll(async () => {
  await browser?.close()
  await Promise.all([here?.stop(), there?.stop()])
  removeFolder(folder)
})

/** On the machine of the first department. */
async function excelsior(...args: string[]) {
  const env = { ...process.env, DATA_DIR: join(here.dataDir, 'data'), NO_COLOR: '1' }
  const program = join(ROOT, 'apps/cli/src/excelsior.ts')
  return promisify(execFile)(process.execPath, [program, ...args], { cwd: ROOT, env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
}

const listOf = ({ origin }: Service) => `${origin}/.well-known/excelsior/trust.json`

/** What the first department's scanner says of the second one's pass, with its list of just now. */
async function atTheDoor(page: Page): Promise<string> {
  await page.goto('about:blank')
  await page.goto(`${here.origin}/scanner/#settings`)
  const fetched = page.waitForResponse((response) => response.url() === listOf(here))
  await page.getByRole('button', { name: /^Refresh/ }).click()
  await fetched
  await page.goto(`${here.origin}/scanner/#type`)
  await page.getByLabel('The code’s text').fill(pass)
  await page.getByRole('button', { name: 'Check' }).click()
  const field = page.getByRole('alert')
  await field.waitFor()
  return (await page.locator('.verdict h1').innerText()).replace(/\s+/g, ' ').trim()
}

/** A list is looked at anew every five seconds. */
const untilDoorSays = (page: Page, word: string) =>
  expect.poll(() => atTheDoor(page), { timeout: 40_000, interval: 2_000 }).toBe(word)

describe('another department', () => {
  test('joins by its list and the word of somebody who knows its root; its pass is valid here; it leaves', async () => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`${here.origin}/scanner/`)
    await page.getByRole('button', { name: 'Start scanning' }).click()
    await page.getByText('Hold the code in the frame').first().waitFor()
    expect(await atTheDoor(page)).toBe('NOT GENUINE')

    const asked = await excelsior('trust', 'add', listOf(there))
    expect(asked.code).toBe(1)
    const root = /--root (\S{43})/.exec(asked.stderr)?.[1] ?? ''
    expect(await excelsior('trust', 'add', listOf(there), '--root', root)).toMatchObject({ code: 0 })
    await untilDoorSays(page, 'VALID')
    expect((await excelsior('verify', pass, '--json')).stdout).toContain('"issuer":"The neighbouring state"')

    const own = await excelsior('trust', 'add', listOf(here))
    const ownRoot = /--root (\S{43})/.exec(own.stderr)?.[1] ?? ''
    expect(await excelsior('trust', 'add', listOf(here), '--root', ownRoot)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('conflict'),
    })

    expect(await excelsior('trust', 'remove', root)).toMatchObject({ code: 0 })
    await untilDoorSays(page, 'NOT GENUINE')
    await page.context().close()
  })
})
