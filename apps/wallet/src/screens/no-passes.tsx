import { isIos } from '../device/place.ts'
import type { ListProps } from '../screen-props.ts'
import { guideAddress, renewAddress } from './portal-addresses.ts'

/** Nothing here yet, and why: an app on the home screen does not see what was saved in the browser. */
export function NoPasses({ wallet, t }: ListProps) {
  const { place, installOffered, install } = wallet
  return (
    <div class="empty">
      <svg class="empty__mark" viewBox="0 44 120 28" aria-hidden="true" focusable="false">
        <circle cx="60" cy="104" r="54" />
      </svg>
      <p>{t(`wallet.none-${place}`)}</p>
      {place === 'home-screen' && <p>{t('wallet.bring-over')}</p>}
      {place === 'ios-tab' && (
        <ol class="ordered">
          {[1, 2, 3].map((step) => (
            <li key={step}>{t(`wallet.install-ios-${step}`)}</li>
          ))}
        </ol>
      )}
      {installOffered && (
        <p>
          <button class="button button--quiet" type="button" onClick={install}>
            {t('wallet.install')}
          </button>
        </p>
      )}
      <p>
        <a class="linkish" href={renewAddress(t.locale)}>
          {t('wallet.get-pass')}
        </a>
      </p>
      <p>
        <a class="linkish" href={guideAddress(t.locale, place === 'ios-tab' || isIos())}>
          {t('common.guide')}
        </a>
      </p>
    </div>
  )
}
