import '@excelsior/capture/polyfills'
import '@excelsior/ui/styles/fonts.css'
import '@excelsior/ui/styles/tokens.css'
import '@excelsior/ui/styles/components.css'
import '@excelsior/ui/styles/app.css'
import '@excelsior/ui/styles/paper.css'
import './wallet.css'
import { type Kept, openKept } from '@excelsior/offline'
import type { Translator } from '@excelsior/ui'
import { TAKEN_OVER } from '@excelsior/ui/first-screen'
import { offeredLanguage } from '@excelsior/ui/offered-language'
import { render } from 'preact'
// Languages whose harm-critical texts nobody has reviewed: for demonstrations alone.
import HELD_BACK from '../../../data/reviews/harm-critical.json?held-back'
import { App, loadScreens } from './app.tsx'
import { TEXTS } from './app-texts.ts'
import { takeHandover } from './handover.ts'
import { createPassStore } from './passes/pass-store.ts'
import { openShelf } from './passes/shelf.ts'
import type { Route } from './route.ts'
import { type KeptKey, startWallet, type Wallet } from './wallet.ts'

/** Milliseconds of waiting for the list that says whether this is a demonstration. */
const PATIENCE = 3_000
/** Milliseconds after the first screen: it has the network and the processor to itself until then. */
const SCREENS_AFTER = 1_000

async function main() {
  const handover = takeHandover(document)
  const [kept, shelf] = await Promise.all([openKept<KeptKey>('excelsior-wallet'), openShelf()])
  const wanted = [...(await chosenLanguage(kept)), ...(navigator.languages ?? [navigator.language])]
  const { reviewed, demonstration } = offeredLanguage(TEXTS, wanted, HELD_BACK)
  const [t, inDemo] = await Promise.all([TEXTS.load(reviewed), TEXTS.load(demonstration)])
  const root = document.getElementById('app')
  if (!root) return
  // What is on the screen since before this script stays until it is known whether all is a demonstration.
  let patient = reviewed !== demonstration || root.hasChildNodes()
  let drawn = false
  const draw = (wallet: Wallet) => {
    const { trust, refresh } = wallet.trust.view
    if (patient && !trust && (refresh === 'never' || refresh === 'running')) return
    const speak = trust?.demo === true ? inDemo : t
    document.documentElement.lang = speak.locale
    document.title = titleOf(wallet, speak)
    // Preact takes over what it would draw alike, and leaves anything else where it stands.
    if (!drawn && !beginsAsEver(wallet)) root.textContent = ''
    render(<App wallet={wallet} t={speak} />, root)
    if (!drawn) root.dispatchEvent(new Event(TAKEN_OVER))
    drawn = true
  }
  const wallet = await startWallet({ kept, store: createPassStore(shelf), handover, draw })
  setTimeout(loadScreens, SCREENS_AFTER)
  setTimeout(() => {
    patient = false
    draw(wallet)
  }, PATIENCE)
}

/** Whether what is drawn first is the screen of a first visit, which may stand there already. */
const beginsAsEver = (wallet: Wallet): boolean =>
  wallet.lock !== 'locked' && wallet.route.page === 'passes' && wallet.people.length === 0

/** By the address, `?lang=es`, which is kept from then on; else the one that was kept. */
async function chosenLanguage(kept: Kept<KeptKey>): Promise<readonly string[]> {
  const asked = new URLSearchParams(location.search).get('lang')
  const language = TEXTS.locales.find((each) => each === asked)
  if (language !== undefined) await kept.put('language', language).catch(() => {})
  const chosen = language ?? (await kept.get('language'))
  return typeof chosen === 'string' ? [chosen] : []
}

/** The screen, and nothing of a pass: titles stay in the browser's history. */
const titleOf = (wallet: Wallet, t: Translator) =>
  t('common.page-title', { page: wallet.lock === 'locked' ? t('lock.locked') : pageOf(wallet.route, t) })

function pageOf({ page }: Route, t: Translator): string {
  switch (page) {
    case 'passes':
      return t('wallet.title')
    case 'add':
      return t('wallet.add')
    case 'camera':
      return t('wallet.camera-title')
    case 'paste':
      return t('wallet.paste-title')
    case 'device':
      return t('wallet.device')
    case 'open':
      return t('wallet.one-pass')
    case 'more':
      return t('wallet.more')
  }
}

main()
