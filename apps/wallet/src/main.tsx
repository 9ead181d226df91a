import '@excelsior/capture/polyfills'
import '@excelsior/ui/styles/fonts.css'
import '@excelsior/ui/styles/tokens.css'
import '@excelsior/ui/styles/components.css'
import '@excelsior/ui/styles/app.css'
import '@excelsior/ui/styles/paper.css'
import './wallet.css'
import { openKept } from '@excelsior/offline'
import type { Translator } from '@excelsior/ui'
import { render } from 'preact'
import { App } from './app.tsx'
import { TEXTS } from './app-texts.ts'
import { takeHandover } from './handover.ts'
import { createPassStore } from './passes/pass-store.ts'
import { openShelf } from './passes/shelf.ts'
import type { Route } from './route.ts'
import { type KeptKey, startWallet } from './wallet.ts'

async function main() {
  const handover = takeHandover(document)
  const locale = TEXTS.choose(navigator.languages ?? [navigator.language])
  const [kept, shelf, t] = await Promise.all([
    openKept<KeptKey>('excelsior-wallet'),
    openShelf(),
    TEXTS.load(locale),
  ])
  document.documentElement.lang = locale
  const root = document.getElementById('app')
  if (!root) return
  await startWallet({
    kept,
    store: createPassStore(shelf),
    handover,
    draw: (wallet) => {
      document.title = t('common.page-title', { page: titleOf(wallet.route, t) })
      render(<App wallet={wallet} t={t} />, root)
    },
  })
}

/** The screen, and nothing of a pass: titles stay in the browser's history. */
function titleOf({ page }: Route, t: Translator): string {
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
    case 'more':
      return t('wallet.one-pass')
  }
}

main()
