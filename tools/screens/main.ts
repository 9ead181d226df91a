import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Album, type App, openAlbum } from './album.ts'
import { takeGuidePictures } from './guide-walk.ts'
import { type Look, walkPortal } from './portal-walk.ts'
import { takeReadmePictures } from './readme-pictures.ts'
import { walkScanner } from './scanner-walk.ts'
import { LOCALES, openStage, type Stage } from './stage.ts'
import { walkWallet } from './wallet-walk.ts'

const HELP = `Usage: npm run screens [-- OPTION…]

Starts a demonstration of its own, walks through portal, wallet and scanner in Chromium, and takes a picture of every
screen and state. Clocks stand at one moment, and the people are always the same; codes and keys are new each time.

  --lang en,bn          languages                                      en,zh-Hant,bn
  --app portal,wallet   portal, wallet, scanner                        all
  --width 390,1280      widths in CSS pixels                           390,1280
  --scheme light,dark   colour schemes                                 light,dark
  --out FOLDER          where the pictures and index.html go           .data/screens
  --guides              instead: the pictures of the guides, in all languages or those of --lang,
                        into apps/portal/guide-pictures
  --readme              instead: the pictures of README.md, into docs/images
  --help                this

CHROMIUM_PATH names the browser, /usr/bin/chromium else.
`
const ROOT = resolve(import.meta.dirname, '../..')
const WALKS: Readonly<Record<string, (stage: Stage, locale: string, look: Look) => Promise<void>>> = {
  portal: walkPortal,
  wallet: walkWallet,
  scanner: walkScanner,
}
const SHOWN = ['en', 'zh-Hant', 'bn'] as const
const SCHEMES = ['light', 'dark'] as const

function options() {
  const { values } = parseArgs({
    options: {
      lang: { type: 'string' },
      guides: { type: 'boolean', default: false },
      readme: { type: 'boolean', default: false },
      app: { type: 'string', default: Object.keys(WALKS).join(',') },
      width: { type: 'string', default: '390,1280' },
      scheme: { type: 'string', default: SCHEMES.join(',') },
      out: { type: 'string', default: join(ROOT, '.data', 'screens') },
      help: { type: 'boolean', default: false },
    },
  })
  const widths = listOf(values.width).map(Number)
  if (widths.some((width) => !(width >= 200 && width <= 4000))) throw new Error('a width is 200 to 4000')
  return {
    help: values.help,
    guides: values.guides,
    readme: values.readme,
    locales: known(
      values.lang === undefined ? (values.guides ? LOCALES : SHOWN) : listOf(values.lang),
      LOCALES,
      'language',
    ),
    apps: known(listOf(values.app), Object.keys(WALKS), 'app'),
    schemes: SCHEMES.filter((scheme) => known(listOf(values.scheme), SCHEMES, 'scheme').includes(scheme)),
    widths,
    folder: resolve(values.out),
  }
}

const listOf = (text: string) => text.split(',').filter((part) => part !== '')

function known(given: readonly string[], all: readonly string[], what: string): readonly string[] {
  const strange = given.find((name) => !all.includes(name))
  if (strange !== undefined) throw new Error(`there is no ${what} "${strange}": ${all.join(', ')}`)
  return given
}

async function main(): Promise<void> {
  const { help, guides, readme, locales, apps, schemes, widths, folder } = options()
  if (help) return void process.stdout.write(HELP)
  const stage = await openStage()
  try {
    if (guides || readme) {
      if (readme) await takeReadmePictures(stage, join(ROOT, 'docs', 'images'))
      for (const locale of guides ? locales : []) {
        await takeGuidePictures(stage, locale, join(ROOT, 'apps', 'portal', 'guide-pictures', locale))
      }
      return
    }
    const album = openAlbum({ folder, widths, schemes })
    for (const app of apps) for (const locale of locales) await walk(stage, app as App, locale, album)
    process.stdout.write(`${album.finish()} pictures: ${join(folder, 'index.html')}\n`)
  } finally {
    await stage.close()
  }
}

async function walk(stage: Stage, app: App, locale: string, album: Album): Promise<void> {
  let last = 'the start'
  try {
    await WALKS[app]?.(stage, locale, async (page, state) => {
      await album.take(page, app, state, locale)
      last = state
    })
  } catch (error) {
    // The rest is worth having; the command fails at the end.
    process.exitCode = 1
    process.stderr.write(
      `${app} in ${locale}, after "${last}": ${error instanceof Error ? error.message : error}\n`,
    )
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 2
})
