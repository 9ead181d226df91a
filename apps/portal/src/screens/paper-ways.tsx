import { Icon } from '@excelsior/ui/components'
import type { Page } from '../page.ts'
import { PAPERS } from '../papers.ts'

/** Plain links to files, one for each size of paper: no script is asked, and no address tells whose pass it is. */
export function PaperWays({ page: { t, at } }: { readonly page: Page }) {
  return PAPERS.map((paper) => (
    <li key={paper}>
      <a class="way" href={at(`/pass/${paper}.pdf`)} download>
        <span class="way__icon">
          <Icon name="print" />
        </span>
        <span>
          <span class="way__name">{t(`paper.${paper}`)}</span>
          <span class="way__why">{t(`paper.${paper}-why`)}</span>
        </span>
        <span class="way__go" aria-hidden="true" />
      </a>
    </li>
  ))
}
