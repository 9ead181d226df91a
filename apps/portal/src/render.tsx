import { renderToString } from 'preact-render-to-string'
import { KIT_STYLES } from './kit-pages.ts'
import type { Page, Screen } from './page.ts'
import { Accessibility, Developers, Privacy, Venues } from './screens/about.tsx'
import { Certificate } from './screens/certificate.tsx'
import { Code } from './screens/code.tsx'
import { Details } from './screens/details.tsx'
import { Guide, Guides } from './screens/guides.tsx'
import { Help } from './screens/help.tsx'
import { Home } from './screens/home.tsx'
import { Kit, KitPage } from './screens/kit.tsx'
import { Letter } from './screens/letter.tsx'
import { NoPass } from './screens/no-pass.tsx'
import { NotConfirmed } from './screens/not-confirmed.tsx'
import { NotSure } from './screens/not-sure.tsx'
import { Check, checkTitle, WalletApp } from './screens/other-wallets.tsx'
import { Pass } from './screens/pass.tsx'
import { Print } from './screens/print.tsx'
import { Questions } from './screens/questions.tsx'
import { BeginAgain, Busy, Finished, NoPassHere, NotFound, TimedOut, Unavailable } from './screens/short.tsx'
import { Support, SupportSent } from './screens/support.tsx'
import { Which } from './screens/which.tsx'

/** The whole document of a screen. A pure function: everything it shows is handed in. */
export function renderPage(screen: Screen, page: Page): string {
  const { t, assets } = page
  const failed = 'faults' in screen && screen.faults.length > 0
  const title = t(failed ? 'common.page-title-error' : 'common.page-title', { page: titleOf(screen, page) })
  const html = (
    <html lang={t.locale}>
      <head>
        <meta charset="utf-8" />
        <title>{title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        {/* Phones would make links of ZIP codes and of numbers that are none. */}
        <meta name="format-detection" content="telephone=no, date=no, address=no" />
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        {assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        {(screen.kind === 'kit' || screen.kind === 'kit-page') && <link rel="stylesheet" href={KIT_STYLES} />}
        <script type="module" src={assets.script} />
      </head>
      <body>{bodyOf(screen, page)}</body>
    </html>
  )
  return `<!doctype html>${renderToString(html)}`
}

function bodyOf(screen: Screen, page: Page) {
  switch (screen.kind) {
    case 'home':
      return <Home page={page} />
    case 'which':
      return <Which page={page} screen={screen} />
    case 'details':
      return <Details page={page} screen={screen} />
    case 'questions':
      return <Questions page={page} screen={screen} />
    case 'not-sure':
      return <NotSure page={page} retrieval={screen.retrieval} />
    case 'code':
      return <Code page={page} screen={screen} />
    case 'pass':
      return <Pass page={page} screen={screen} />
    case 'certificate':
      return <Certificate page={page} screen={screen} />
    case 'wallet-app':
      return <WalletApp page={page} screen={screen} />
    case 'check':
      return <Check page={page} screen={screen} />
    case 'print':
      return <Print page={page} pass={screen.pass} />
    case 'no-pass':
      return <NoPass page={page} screen={screen} />
    case 'not-confirmed':
      return <NotConfirmed page={page} screen={screen} />
    case 'timed-out':
      return <TimedOut page={page} screen={screen} />
    case 'busy':
      return <Busy page={page} screen={screen} />
    case 'unavailable':
      return <Unavailable page={page} screen={screen} />
    case 'begin-again':
      return <BeginAgain page={page} />
    case 'no-pass-here':
      return <NoPassHere page={page} />
    case 'finished':
      return <Finished page={page} />
    case 'help':
      return <Help page={page} screen={screen} />
    case 'support':
      return <Support page={page} screen={screen} />
    case 'support-sent':
      return <SupportSent page={page} screen={screen} />
    case 'guides':
      return <Guides page={page} />
    case 'guide':
      return <Guide page={page} screen={screen} />
    case 'letter':
      return <Letter page={page} />
    case 'privacy':
      return <Privacy page={page} />
    case 'accessibility':
      return <Accessibility page={page} />
    case 'venues':
      return <Venues page={page} screen={screen} />
    case 'developers':
      return <Developers page={page} />
    case 'kit':
      return <Kit page={page} />
    case 'kit-page':
      return <KitPage page={page} screen={screen} />
    case 'not-found':
      return <NotFound page={page} />
  }
}

/** The same words as the page's own heading. */
function titleOf(screen: Screen, { t }: Page): string {
  switch (screen.kind) {
    case 'home':
      return t('home.title')
    case 'which':
    case 'questions':
    case 'not-sure':
      return t(`retrieve.${screen.kind}-title`)
    case 'details':
      return t('retrieve.details-title', { whom: screen.form.whom })
    case 'code':
      return t('retrieve.code-title', { whom: screen.retrieval.form.whom })
    case 'certificate':
      return t('wallets.certificate-title')
    case 'wallet-app':
      return t('wallets.app-title')
    case 'check':
      return t(checkTitle(screen.state))
    case 'letter':
      return t('letters.page-title')
    case 'support-sent':
      return t('support.sent-title')
    case 'kit':
    case 'kit-page':
      return t('kit.title')
    case 'guide':
      return t(`guides.${screen.guide.id}-title`)
    case 'help':
    case 'guides':
    case 'support':
    case 'privacy':
    case 'accessibility':
    case 'venues':
    case 'developers':
      return t(`${screen.kind}.title`)
    default:
      return t(`outcome.${screen.kind}-title`)
  }
}
