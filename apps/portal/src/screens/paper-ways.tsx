import { Icon } from '@excelsior/ui/components'
import type { Page } from '../page.ts'
import { PAPERS } from '../papers.ts'

/** Plain links to files, one for each size of paper: no script is asked, and no address tells whose pass it is. */
export function PaperWays({ page: { t, at } }: { readonly page: Page }) {
  return (
    <li class="way way--told">
      <span class="way__icon">
        <Icon name="file" />
      </span>
      <div>
        <p class="way__files">
          <span class="way__name">{t('paper.pdf')}</span>
          {PAPERS.map((paper) => (
            <a key={paper} href={at(`/pass/${paper}.pdf`)} download>
              <span class="hidden-visually">{t('paper.pdf')} </span>
              {t(`paper.${paper}`)}
            </a>
          ))}
        </p>
        <p class="way__why">{t('paper.pdf-why')}</p>
      </div>
    </li>
  )
}
