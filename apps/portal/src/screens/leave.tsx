import { Button } from '@excelsior/ui/components'
import type { Page } from '../page.ts'

interface LeaveProps {
  readonly page: Page
  /** What is then gone; without it, what was typed. */
  readonly text?: string
}

/** For a shared device: what this browser holds is then gone from it. */
export function Leave({ page: { t, at }, text = t('outcome.leave-text') }: LeaveProps) {
  return (
    <form class="stack" method="post" action={at('/pass/finish')} data-once>
      <p>{text}</p>
      <p class="actions">
        <Button quiet>{t('outcome.finish')}</Button>
      </p>
    </form>
  )
}
