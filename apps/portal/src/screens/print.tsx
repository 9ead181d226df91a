import { PassSheet, type ShownPass, TitleBand } from '@excelsior/ui/components'
import { doorOf } from '../door-of.ts'
import type { Page } from '../page.ts'
import { Shell } from './shell.tsx'

export function Print({ page, pass }: { readonly page: Page; readonly pass: ShownPass }) {
  const { t, at, now, policy, english } = page
  const head = (
    <TitleBand title={t('outcome.print-title')} lead={t('outcome.print-lead')}>
      {/* A button that does nothing without script is not shown without it. */}
      <p data-print-how>{t('outcome.print-how')}</p>
      <p class="actions">
        <button class="button button--big" type="button" data-print hidden>
          {t('outcome.print-button')}
        </button>
        <a class="linkish" href={at('/pass')}>
          {t('outcome.back-pass')}
        </a>
      </p>
    </TitleBand>
  )
  return (
    <Shell page={page} head={head}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways on small screens, by keyboard too */}
      <section class="sheet-stage" aria-label={t('outcome.print-region')} tabIndex={0}>
        <PassSheet pass={pass} now={now} door={doorOf(policy)} t={t} english={english} />
      </section>
    </Shell>
  )
}
