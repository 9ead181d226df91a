import type { Instant } from '@excelsior/domain'
import { clockInDoubt } from '@excelsior/offline'
import { momentInWords } from '@excelsior/ui'
import { LanguageChoice } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { languagesFor } from '../app-texts.ts'
import type { ScreenProps } from '../screen-props.ts'
import { keptInWords } from './device-notices.tsx'
import { LockPart } from './lock-part.tsx'
import { Page } from './page.tsx'

/** What is on this device, how safe it is there, how fresh, and how to get rid of it. */
export function Device(props: ScreenProps) {
  const { wallet, t } = props
  const { passes, offline } = wallet
  return (
    <Page wallet={wallet} t={t} title={t('wallet.device')} lead={t('wallet.on-device')}>
      <div class="columns">
        <Part title={t('wallet.kept-title')}>
          <p role="status">{t(keptInWords(wallet).key)}</p>
          {wallet.lasting && wallet.promise !== 'given' && (
            <p>
              <button class="button button--quiet" type="button" onClick={wallet.askForStorage}>
                {t('wallet.ask-storage')}
              </button>
            </p>
          )}
          {wallet.installOffered && (
            <p>
              <button class="button button--quiet" type="button" onClick={wallet.install}>
                {t('wallet.install')}
              </button>
            </p>
          )}
        </Part>
        <Part title={t('wallet.offline-title')}>
          <p role="status">{t(`wallet.stock-${offline.stock}`)}</p>
          {offline.stock === 'incomplete' && (
            <p>
              <button class="button button--quiet" type="button" onClick={offline.heal}>
                {t('wallet.heal')}
              </button>
            </p>
          )}
          {offline.updateWaits && (
            <p>
              <button class="button" type="button" onClick={offline.update}>
                {t('wallet.update-now')}
              </button>
            </p>
          )}
        </Part>
        <Part title={t('lock.title')}>
          <LockPart {...props} />
        </Part>
        <TrustPart {...props} />
        {passes.length > 0 && (
          <Part title={t('wallet.remove-all-title')}>
            <p>{t('wallet.remove-what')}</p>
            <p>
              <button class="button button--danger" type="button" onClick={wallet.removeAll}>
                {t('wallet.remove-all', { count: passes.length })}
              </button>
            </p>
          </Part>
        )}
      </div>
      <LanguageChoice t={t} languages={languagesFor(wallet.trust.view.trust?.demo === true)} page="#device" />
    </Page>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="stack measure">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

function TrustPart({ wallet, t }: ScreenProps) {
  const { trust, latestTime, fetchedAt, refresh } = wallet.trust.view
  const now = wallet.now()
  const over = trust !== undefined && trust.nextUpdate !== null && now >= trust.nextUpdate
  const at = (instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? t('wallet.never') : momentInWords(instant, wallet.zone, t)
  return (
    <Part title={t('wallet.trust-title')}>
      <p>{t('wallet.trust-what')}</p>
      {clockInDoubt(latestTime, now) && <p>{t('wallet.trust-clock')}</p>}
      <dl class="facts">
        <div>
          <dt>{t('wallet.trust-fetched')}</dt>
          <dd>{at(fetchedAt)}</dd>
        </div>
        <div>
          <dt>{t(over ? 'wallet.trust-ended' : 'wallet.trust-until')}</dt>
          <dd>{at(trust?.nextUpdate)}</dd>
        </div>
      </dl>
      <p role="status">
        {refresh === 'running' && t('wallet.refreshing')}
        {refresh === 'done' && t('wallet.refreshed')}
        {refresh !== 'running' && refresh !== 'done' && refresh !== 'never' && t('wallet.not-refreshed')}
      </p>
      <p>
        <button class="button button--quiet" type="button" onClick={wallet.trust.refresh}>
          {t('wallet.refresh')}
        </button>
      </p>
    </Part>
  )
}
