import { ButtonLink, TitleBand } from '@excelsior/ui/components'
import type { Page } from '../page.ts'
import { Shell } from './shell.tsx'

/**
 * Where a letter with a code leads to. It asks for nothing and knows nothing: a retrieval begins anew, as everybody's
 * does, and the letter's code is typed at its last step.
 */
export function Letter({ page }: { readonly page: Page }) {
  const { t, at, policy } = page
  const { letterDays, letterDigits } = policy.retrieval.code
  const lead = t('letters.page-lead', { days: letterDays })
  return (
    <Shell page={page} head={<TitleBand title={t('letters.page-title')} lead={lead} />}>
      <div class="wrap body stack stack--loose">
        <section class="measure stack" aria-labelledby="need">
          <h2 id="need">{t('letters.page-need')}</h2>
          <ul class="bullets">
            <li>{t('letters.page-need-letter', { digits: letterDigits })}</li>
            <li>{t('letters.page-need-details')}</li>
          </ul>
          <p>{t('letters.page-how')}</p>
          <p class="actions">
            <ButtonLink href={at('/retrieve')}>{t('letters.page-start')}</ButtonLink>
          </p>
        </section>
        <section class="measure stack" aria-labelledby="lost">
          <h2 id="lost">{t('letters.page-lost')}</h2>
          <p>{t('letters.page-lost-text')}</p>
        </section>
      </div>
    </Shell>
  )
}
