import type { Trust } from '@excelsior/credentials'
import type { Instant, PassType, Zone } from '@excelsior/domain'
import type { Stock, TrustView } from '@excelsior/offline'
import { momentInWords, type Translator } from '@excelsior/ui'
import { Icon, LanguageChoice } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { languagesFor } from '../app-texts.ts'
import type { CountLine } from '../device/outgoing.ts'
import type { Settings as Chosen } from '../device/settings.ts'
import { AcceptedChoice } from './accepted-choice.tsx'
import { CountsPart } from './counts-part.tsx'
import { guideAddress } from './guide-address.ts'
import { Page } from './page.tsx'
import { type LayoutTest, TypingTest } from './typing-test.tsx'

export interface SettingsProps {
  readonly t: Translator
  readonly zone: Zone
  readonly now: Instant
  readonly demo: boolean
  readonly settings: Chosen
  readonly trust: TrustView
  readonly stock: Stock
  readonly updateWaits: boolean
  readonly layoutTest: LayoutTest
  /** Counts that wait to be sent. */
  readonly waiting: readonly CountLine[]
  readonly sentAt: Instant | undefined
  onSending(on: boolean): void
  onAccepted(accepted: readonly PassType[]): void
  onSound(on: boolean): void
  onVibration(on: boolean): void
  onTrySignal(): void
  onRefresh(): void
  onHeal(): void
  onUpdate(): void
  onReset(): void
}

export function Settings(props: SettingsProps) {
  const { t, settings } = props
  return (
    <Page t={t} demo={props.demo} title={t('scanner.settings')} back={true}>
      <div class="columns">
        <AcceptedChoice t={t} accepted={settings.accepted} onChoose={props.onAccepted} />
        <Part title={t('scanner.signals-title')}>
          <Switch id="sound" label={t('scanner.sound')} on={settings.sound} onSwitch={props.onSound} />
          <Switch
            id="vibration"
            label={t('scanner.vibration')}
            on={settings.vibration}
            onSwitch={props.onVibration}
          />
          <button class="button button--quiet" type="button" onClick={props.onTrySignal}>
            {t('scanner.try-signal')}
          </button>
        </Part>
        <Part title={t('scanner.station-title')}>
          <p>{t('scanner.station-what')}</p>
          <a class="button button--quiet" href="#station">
            {t('scanner.station-set-up')}
          </a>
        </Part>
        <TrustPart {...props} />
        <OfflinePart {...props} />
        <Part title={t('scanner.typing-title')}>
          <TypingTest t={t} test={props.layoutTest} />
        </Part>
        <Part title={t('scanner.keeps-title')}>
          <ul class="bullets">
            {[
              'keeps-nothing',
              settings.sendCounts ? 'keeps-counts-sent' : 'keeps-counts',
              'keeps-offline',
            ].map((key) => (
              <li key={key}>
                <span>{t(`scanner.${key}`)}</span>
              </li>
            ))}
          </ul>
        </Part>
        <CountsPart {...props} sending={settings.sendCounts} />
        <ResetPart {...props} />
      </div>
      <p>
        <a class="linkish" href={guideAddress(t.locale)}>
          {t('common.guide')}
        </a>
      </p>
      <LanguageChoice t={t} languages={languagesFor(props.demo)} page="#settings" />
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

interface SwitchProps {
  readonly id: string
  readonly label: string
  readonly on: boolean
  onSwitch(on: boolean): void
}

function Switch({ id, label, on, onSwitch }: SwitchProps) {
  return (
    <div class="check">
      <input
        class="check__box"
        type="checkbox"
        id={id}
        checked={on}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      <label class="check__label" for={id}>
        {label}
      </label>
    </div>
  )
}

function TrustPart({ t, zone, now, trust: view, onRefresh }: SettingsProps) {
  const { trust } = view
  const over = trust !== undefined && trust.nextUpdate !== null && now >= trust.nextUpdate
  const at = (instant: Instant | null | undefined) =>
    instant === null || instant === undefined ? t('scanner.never') : momentInWords(instant, zone, t)
  return (
    <Part title={t('scanner.trust-title')}>
      <p>{t('scanner.trust-what')}</p>
      <dl class="facts">
        <Fact name={t('scanner.trust-issued')} value={at(trust?.issuedAt)} />
        <Fact
          name={t(over ? 'scanner.trust-ended-at' : 'scanner.trust-until')}
          value={at(trust?.nextUpdate)}
        />
        <Fact name={t('scanner.trust-fetched')} value={at(view.fetchedAt)} />
        <Fact name={t('scanner.trust-issuers')} value={trust ? issuersOf(trust) : t('scanner.none')} />
        {trust && trust.leftOut.length > 0 && (
          <Fact name={t('scanner.trust-left-out')} value={String(trust.leftOut.length)} />
        )}
        <Fact name={t('scanner.trust-root')} value={view.root ?? t('scanner.none')} />
      </dl>
      <p role="status">{view.refresh !== 'never' && t(`scanner.refresh-${view.refresh}`)}</p>
      <button class="button" type="button" onClick={onRefresh}>
        {t('scanner.refresh-lists')}
      </button>
    </Part>
  )
}

/** Each name once: a department signs under several of its own. */
const issuersOf = ({ issuers }: Trust): string =>
  [...new Set([...issuers.values()].map(({ name }) => name))].join(', ')

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function OfflinePart({ t, stock, updateWaits, onHeal, onUpdate }: SettingsProps) {
  return (
    <Part title={t('scanner.offline-title')}>
      <p role="status">
        {stock === 'complete' && <Icon name="done" />} {t(`scanner.stock-${stock}`)}
      </p>
      {stock !== 'complete' && stock !== 'unsupported' && (
        <button class="button button--quiet" type="button" onClick={onHeal}>
          {t('scanner.heal')}
        </button>
      )}
      {updateWaits && (
        <button class="button" type="button" onClick={onUpdate}>
          {t('scanner.update-now')}
        </button>
      )}
    </Part>
  )
}

/** Two presses: what is dropped is the pinned root, too. */
function ResetPart({ t, onReset }: SettingsProps) {
  const [asked, setAsked] = useState(false)
  return (
    <Part title={t('scanner.reset-title')}>
      <p>{t('scanner.reset-what')}</p>
      <button
        class={asked ? 'button button--danger' : 'button button--quiet'}
        type="button"
        onClick={() => (asked ? onReset() : setAsked(true))}
      >
        {t(asked ? 'scanner.reset-sure' : 'scanner.reset')}
      </button>
    </Part>
  )
}
