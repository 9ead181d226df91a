import { Button } from '@excelsior/ui/components'
import type { Page } from '../page.ts'

/** For a shared device: what was typed is then gone from this browser. */
export function Leave({ page: { t, at } }: { readonly page: Page }) {
  return (
    <form class="stack" method="post" action={at('/pass/finish')} data-once>
      <p>{t('outcome.leave-text')}</p>
      <p class="actions">
        <Button quiet>{t('outcome.finish')}</Button>
      </p>
    </form>
  )
}
