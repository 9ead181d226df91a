import '@excelsior/capture/polyfills'
import '@excelsior/ui/styles/fonts.css'
import '@excelsior/ui/styles/tokens.css'
import '@excelsior/ui/styles/components.css'
import '@excelsior/ui/styles/app.css'
import '@excelsior/ui/styles/scanner.css'
import './scanner.css'
import { openKept } from '@excelsior/offline'
import type { Translator } from '@excelsior/ui'
import { render } from 'preact'
import { App } from './app.tsx'
import { TEXTS } from './app-texts.ts'
import { totalOf } from './device/counts.ts'
import { type KeptKey, type Machine, startMachine } from './machine.ts'

async function main() {
  const locale = TEXTS.choose(navigator.languages ?? [navigator.language])
  const [kept, t] = await Promise.all([openKept<KeptKey>('excelsior-scanner'), TEXTS.load(locale)])
  document.documentElement.lang = locale
  const root = document.getElementById('app')
  if (!root) return
  await startMachine(kept, (machine) => {
    document.title = titleOf(machine, t)
    render(<App machine={machine} t={t} />, root)
  })
}

/** The page or the category of the verdict; never anything of a code. */
function titleOf({ settings, route, scans, counts }: Machine, t: Translator): string {
  const { phase } = scans.state
  if (!settings.started) return pageTitle(t('scanner.first-title'), t)
  if (phase.kind === 'verdict') return pageTitle(t(`scanner.result-${phase.outcome.word}`), t)
  switch (route) {
    case 'settings':
      return pageTitle(t('scanner.settings'), t)
    case 'type':
      return pageTitle(t('scanner.type-title'), t)
    case 'today':
      return pageTitle(t('scanner.today-count', { count: totalOf(counts) }), t)
    case 'scan':
      return pageTitle(t('scanner.name'), t)
  }
}

const pageTitle = (page: string, t: Translator) => t('common.page-title', { page })

main()
