import '@excelsior/capture/polyfills'
import '@excelsior/ui/styles/fonts.css'
import '@excelsior/ui/styles/tokens.css'
import '@excelsior/ui/styles/components.css'
import '@excelsior/ui/styles/app.css'
import '@excelsior/ui/styles/scanner.css'
import './scanner.css'
import { type Kept, openKept } from '@excelsior/offline'
import type { Translator } from '@excelsior/ui'
import { TAKEN_OVER } from '@excelsior/ui/first-screen'
import { offeredLanguage } from '@excelsior/ui/offered-language'
import { render } from 'preact'
// Languages whose harm-critical texts nobody has reviewed: for demonstrations alone.
import HELD_BACK from '../../../data/reviews/harm-critical.json?held-back'
import { App } from './app.tsx'
import { TEXTS } from './app-texts.ts'
import { totalOf } from './device/counts.ts'
import { readSettings } from './device/settings.ts'
import { type KeptKey, type Machine, startMachine } from './machine.ts'

/** Milliseconds of waiting for the list that says whether this is a demonstration. */
const PATIENCE = 3_000

async function main() {
  const kept = await openKept<KeptKey>('excelsior-scanner')
  const wanted = [...(await chosenLanguage(kept)), ...(navigator.languages ?? [navigator.language])]
  const { reviewed, demonstration } = offeredLanguage(TEXTS, wanted, HELD_BACK)
  const [t, inDemo] = await Promise.all([TEXTS.load(reviewed), TEXTS.load(demonstration)])
  const root = document.getElementById('app')
  if (!root) return
  // What is on the screen since before this script stays until it is known whether all is a demonstration.
  let patient = reviewed !== demonstration || root.hasChildNodes()
  let drawn = false
  const draw = (machine: Machine) => {
    const { trust, refresh } = machine.trust.view
    if (patient && !trust && (refresh === 'never' || refresh === 'running')) return
    const speak = trust?.demo === true ? inDemo : t
    document.documentElement.lang = speak.locale
    document.documentElement.classList.toggle('station', machine.station !== undefined)
    document.title = titleOf(machine, speak)
    // Preact takes over what it would draw alike, and leaves anything else where it stands.
    if (!drawn && !beginsAsEver(machine)) root.textContent = ''
    render(<App machine={machine} t={speak} />, root)
    if (!drawn) root.dispatchEvent(new Event(TAKEN_OVER))
    drawn = true
  }
  const machine = await startMachine(kept, draw)
  setTimeout(() => {
    patient = false
    draw(machine)
  }, PATIENCE)
}

/** Whether what is drawn first is the screen of a first visit, which may stand there already. */
const beginsAsEver = (machine: Machine): boolean => !machine.settings.started

/** By the address, `?lang=es`, which is kept from then on; else the one that was kept. */
async function chosenLanguage(kept: Kept<KeptKey>): Promise<readonly string[]> {
  const stored = await kept.get('settings')
  const asked = new URLSearchParams(location.search).get('lang')
  const language = TEXTS.locales.find((each) => each === asked)
  const settings = readSettings(stored)
  if (language === undefined) return settings.language === undefined ? [] : [settings.language]
  await kept.put('settings', { ...settings, language }).catch(() => {})
  return [language]
}

/** The page or the category of the verdict; never anything of a code. */
function titleOf(machine: Machine, t: Translator): string {
  const { settings, route, scans } = machine
  const { phase } = scans.state
  if (!settings.started) return pageTitle(t('scanner.first-title'), t)
  if (phase.kind === 'verdict') return pageTitle(t(`scanner.result-${phase.outcome.word}`), t)
  switch (route) {
    case 'settings':
      return pageTitle(t('scanner.settings'), t)
    case 'station':
      return pageTitle(t('scanner.station-title'), t)
    case 'leave':
      return pageTitle(t('scanner.station-leave-title'), t)
    case 'type':
      return pageTitle(t('scanner.type-title'), t)
    case 'today':
      return pageTitle(t('scanner.today-count', { count: totalOf(machine.counts) }), t)
    case 'scan':
      return pageTitle(t('scanner.name'), t)
  }
}

const pageTitle = (page: string, t: Translator) => t('common.page-title', { page })

main()
