import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ResidentJson } from '@excelsior/demo'
import type { PassType } from '@excelsior/domain'
import { createTranslator, type Translator } from '@excelsior/ui'
import { readLocales } from '@excelsior/ui/locales'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from 'playwright-core'
import { json, newAddress } from '../../journeys/ask.ts'
import { film, type Shot } from '../../journeys/film.ts'
import { codesSentTo, enter, type ProvenBody, residentsOf, startAndAnswer } from '../../journeys/retrieve.ts'
import { type Service, startService } from '../../journeys/service.ts'

/** Monday, 14 June 2021, 14:32 in New York: there every clock stands. */
export const NOW = Date.parse('2021-06-14T14:32:00-04:00')
export const HOUR = 3_600_000

const catalogs = readLocales(resolve(import.meta.dirname, '../../data/locales'))
export const LOCALES: readonly string[] = [...catalogs.keys()]

export const translator = (locale: string): Translator => createTranslator(locale, catalogs.get(locale) ?? {})

/** The words of a text that stand still, whatever its values are. */
export function wordsOf(t: Translator, key: string): string {
  const apart = '\u0000'
  const values = new Proxy({}, { get: () => apart })
  return (
    t(key, values)
      .split(apart)
      .toSorted((a, b) => b.length - a.length)[0] ?? ''
  ).trim()
}

/** A demonstration of its own and a browser whose camera plays films: all that pictures are taken of. */
export interface Stage {
  readonly service: Service
  readonly residents: readonly ResidentJson[]
  /** Somebody of the demonstration, by name. */
  resident(givenName: string, familyName: string): ResidentJson
  /** The text of a pass, fetched over the programs' interface. */
  pass(type: PassType, who: ResidentJson): Promise<string>
  /** The code that was just sent to a phone. Where the clock stands, the newest cannot be told by its time. */
  codeFor(phone: string): Promise<string>
  open(locale: string, options?: BrowserContextOptions): Promise<BrowserContext>
  /** What the camera sees from now on. */
  show(shots: readonly Shot[]): Promise<void>
  close(): Promise<void>
}

/** Two frames of a film, milliseconds. */
const LAST_FRAME = 150

export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-screens-'))
  const camera = join(folder, 'camera.y4m')
  writeFileSync(camera, film([{ frames: 2 }]))
  const service = await startService({ host: 'localhost', stoppedAt: NOW })
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${camera}`,
    ],
  })
  const residents = await residentsOf(service)
  const passes = new Map<string, string>()
  const used = new Set<string>()
  async function codeFor(phone: string): Promise<string> {
    const code = (await codesSentTo(service, phone)).find((sent) => !used.has(`${phone} ${sent}`))
    if (code === undefined) throw new Error('no code came')
    used.add(`${phone} ${code}`)
    return code
  }
  async function fetchPass(type: PassType, who: ResidentJson): Promise<string | undefined> {
    const { retrieval } = await startAndAnswer(service, type, who, who.answers)
    return json<ProvenBody>(await enter(service, retrieval, await codeFor(who.phone))).passes?.[0]?.qr
  }
  return {
    service,
    residents,
    codeFor,
    resident(givenName, familyName) {
      const found = residents.find((who) => who.givenName === givenName && who.familyName === familyName)
      if (!found) throw new Error(`nobody of the demonstration is called ${givenName} ${familyName}`)
      return found
    },
    async pass(type, who) {
      const key = `${type} ${who.givenName} ${who.familyName} ${who.birthDate}`
      const text = passes.get(key) ?? (await fetchPass(type, who))
      if (text === undefined) throw new Error(`there is no pass for ${key}`)
      passes.set(key, text)
      return text
    },
    async open(locale, options = {}) {
      const context = await browser.newContext({
        locale,
        timezoneId: 'America/New_York',
        reducedMotion: 'reduce',
        permissions: ['camera'],
        // Nobody is held back for what another did.
        extraHTTPHeaders: { 'x-forwarded-for': newAddress() },
        ...options,
      })
      context.setDefaultTimeout(15_000)
      await context.clock.setFixedTime(NOW)
      return context
    },
    async show(shots) {
      writeFileSync(camera, film(shots))
      await sleep(LAST_FRAME)
    },
    async close() {
      await browser.close()
      await service.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
