import { Icon } from '@excelsior/ui/components'
import type { Page } from '../page.ts'
import type { PhoneWallet } from '../phone-wallets.ts'

/** In words, without the wallets' own badges: those are for whoever has their licence. */
export function PhoneWalletWays({
  page,
  wallets,
}: {
  readonly page: Page
  readonly wallets: readonly PhoneWallet[]
}) {
  const { at } = page
  return (
    <>
      {wallets.includes('apple') && (
        <li>
          <a class="way" href={at('/pass/apple.pkpass')}>
            <WalletText page={page} wallet="apple" />
          </a>
        </li>
      )}
      {wallets.includes('google') && (
        <li>
          {/* By a form: Google's address holds the whole pass, so it is made only for whoever asks, and kept nowhere. */}
          <form method="post" action={at('/pass/google')}>
            <button type="submit" class="way way--button">
              <WalletText page={page} wallet="google" />
            </button>
          </form>
        </li>
      )}
    </>
  )
}

function WalletText({ page: { t }, wallet }: { readonly page: Page; readonly wallet: PhoneWallet }) {
  return (
    <>
      <span class="way__icon">
        <Icon name="phone" />
      </span>
      <span>
        <span class="way__name">{t(`wallets.${wallet}`)}</span>
        <span class="way__why">{t(`wallets.${wallet}-why`)}</span>
      </span>
      <span class="way__go" aria-hidden="true" />
    </>
  )
}
