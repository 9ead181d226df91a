import type { Holder } from '@excelsior/credentials'
import { ageOn, type Instant, type PassType, type Zone } from '@excelsior/domain'
import {
  betweenSentences,
  birthDateInWords,
  displayText,
  momentInWords,
  type Translator,
  untilInWords,
} from '@excelsior/ui'
import { DemoStrip, Icon, Name, nameClass } from '@excelsior/ui/components'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Doubt, Freshness, Seen } from '../scanning/outcome.ts'
import type { Phase } from '../scanning/scan-session.ts'
import { acceptedInWords } from './accepted.ts'
import { LiveSign, Sign } from './sign.tsx'
import { wordClass } from './word-size.ts'

export interface VerdictProps {
  readonly t: Translator
  readonly zone: Zone
  readonly phase: Extract<Phase, { kind: 'verdict' }>
  /** Wall clock. */
  readonly now: Instant
  /** The clock that the phase's times are on. */
  readonly ticks: () => number
  readonly accepted: readonly PassType[]
  /** Age in years from which a holder is asked for a photo ID. */
  readonly photoIdFrom: number
  readonly demo: boolean
  /** Nobody stands by: a pause has an end. */
  readonly station: boolean
  onNext(): void
  onPause(): void
  onResume(): void
  /** The verdict is on the screen: now it may be heard. */
  onPainted(): void
}

export function Verdict(props: VerdictProps) {
  const { t, phase } = props
  const { outcome } = phase
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    window.scrollTo(0, 0)
    afterPaint(props.onPainted)
  }, [phase.check])
  const lines = t(`scanner.word-${outcome.word}`).split('\n')
  const why = whyInWords(props)
  return (
    <main id="main">
      <div class={`verdict verdict--${outcome.word}`}>
        <DemoStrip text={props.demo ? t('scanner.demo') : undefined} />
        <div class="verdict__field" role="alert" key={phase.check}>
          <div class="verdict__inner">
            <Sign word={outcome.word} />
            <h1 class={wordClass(lines)} tabIndex={-1} ref={heading}>
              {lines.map((line, index) => [index > 0 && ' ', <span class="verdict__line">{line}</span>])}
            </h1>
            {why && <p class="verdict__why">{why}</p>}
          </div>
        </div>
        <div class="verdict__data">
          <div class="verdict__inner">
            <Data {...props} />
          </div>
        </div>
        <div class="verdict__next">
          <div class="verdict__inner">
            <Clears {...props} />
            <button class="button button--big" type="button" onClick={props.onNext}>
              {t('scanner.next')}
            </button>
            {phase.clearsAt === undefined ? (
              <button class="button button--big button--quiet" type="button" onClick={props.onResume}>
                {t('scanner.resume')}
              </button>
            ) : (
              <button class="button button--big button--quiet" type="button" onClick={props.onPause}>
                {t('scanner.pause')}
              </button>
            )}
          </div>
        </div>
      </div>
    </main>
  )
}

function whyInWords({ t, zone, phase: { outcome } }: VerdictProps): string | undefined {
  switch (outcome.word) {
    case 'valid':
      return undefined
    case 'expired':
      return t('scanner.why-expired', { moment: untilInWords(outcome.since, zone, t) })
    case 'not-yet-valid':
      return outcome.from === undefined
        ? t('scanner.why-not-yet')
        : t('scanner.why-not-yet-from', { moment: momentInWords(outcome.from, zone, t) })
    case 'not-accepted':
      return t(outcome.copy ? 'scanner.why-copy' : 'scanner.why-not-accepted')
    default:
      return t(`scanner.why-${outcome.word}`)
  }
}

function Data(props: VerdictProps) {
  const {
    t,
    zone,
    phase: { outcome },
  } = props
  switch (outcome.word) {
    case 'valid':
      return (
        <>
          {outcome.fresh && <Fresh fresh={outcome.fresh} t={t} />}
          {outcome.showsOther && <p class="verdict__other">{t('scanner.file-shows-other')}</p>}
          <WhoseItIs holder={outcome.holder} t={t} />
          <dl class="verdict__facts">
            <Fact name={t('scanner.fact-pass')} value={t(`pass.type-${outcome.type}`)} />
            <Fact
              name={t('scanner.fact-until')}
              value={outcome.expires === null ? t('scanner.no-end') : untilInWords(outcome.expires, zone, t)}
            />
            <Shown seen={outcome.seen} t={t} />
          </dl>
          <PhotoId {...props} holder={outcome.holder} />
        </>
      )
    case 'expired':
    case 'not-yet-valid':
      return (
        <>
          <WhoseItIs holder={outcome.holder} t={t} />
          <dl class="verdict__facts">
            {outcome.type && outcome.seen.kind === 'pass' && (
              <Fact name={t('scanner.fact-pass')} value={t(`pass.type-${outcome.type}`)} />
            )}
            <Shown seen={outcome.seen} t={t} />
          </dl>
          <Say t={t} quote={t(`scanner.say-${outcome.word}`)} after={t('scanner.nothing-on-health')} />
        </>
      )
    case 'not-accepted':
      if (outcome.copy) return <Say t={t} quote={t('scanner.say-copy')} after={t('scanner.copy-what')} />
      return (
        <>
          <dl class="verdict__facts">
            <Fact name={t('scanner.fact-accepted')} value={acceptedInWords(props.accepted, t)} />
          </dl>
          <Say t={t} quote={t('scanner.say-not-accepted')} after={t('scanner.nothing-on-health')} />
        </>
      )
    case 'not-genuine':
      return <Say t={t} quote={t('scanner.say-not-genuine')} after={t('scanner.stay-kind')} />
    case 'cannot-check':
      return <CannotCheck {...props} doubt={outcome.doubt} />
  }
}

function WhoseItIs({ holder, t }: { readonly holder: Holder; readonly t: Translator }) {
  return (
    <>
      <p class={nameClass('verdict__name', holder)}>
        <Name givenName={holder.givenName} familyName={holder.familyName} />
      </p>
      {holder.latin && (
        <p class="verdict__latin">
          <Name {...holder.latin} />
        </p>
      )}
      <p class="verdict__born" translate={false}>
        {holder.birthDate === null ? (
          t('scanner.no-birth-date')
        ) : (
          <>
            {/* Who sees the screen knows it by its place below the name. */}
            <span class="hidden-visually">{t('pass.birth-date')}: </span>
            {birthDateInWords(holder.birthDate, t)}
          </>
        )}
      </p>
    </>
  )
}

/** What was held up, where it is no pass of this department's own making; who signed it, as the trust list has it. */
function Shown({ seen, t }: { readonly seen: Seen; readonly t: Translator }) {
  if (seen.issuer === undefined) return null
  const kind = seen.kind === 'other' || seen.kind === 'pass' ? '' : t(`scanner.kind-${seen.kind}`)
  const what = t(`scanner.seen-${seen.format}`)
  return (
    <>
      <Fact
        name={t('scanner.fact-shown')}
        value={kind === '' ? what : t('common.list-comma', { first: what, rest: kind })}
      />
      <Fact name={t('scanner.fact-from')} value={displayText(seen.issuer)} />
    </>
  )
}

/** By word and by sign: this is no picture of it. */
function Fresh({ fresh, t }: { readonly fresh: Freshness; readonly t: Translator }) {
  return (
    <p class="verdict__live">
      <LiveSign />
      <span>
        <strong>{t('scanner.live')}</strong>
        {betweenSentences(t)}
        {t(`scanner.fresh-${fresh}`)}
      </span>
    </p>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Who may be an adult shows an ID; only who cannot be one needs none. */
function PhotoId({ t, zone, now, photoIdFrom, holder }: VerdictProps & { readonly holder: Holder }) {
  const age = holder.birthDate === null ? undefined : ageOn(holder.birthDate, zone.dateAt(now))
  const child = age !== undefined && age.max < photoIdFrom
  return (
    <div class="verdict__do">
      <Icon name="card" />
      <p>
        <strong>{child ? t('scanner.no-photo-id', { age: photoIdFrom }) : t('scanner.photo-id')}</strong>{' '}
        <span>{child ? t('scanner.no-photo-id-hint') : t('scanner.photo-id-hint')}</span>{' '}
        {age && !child && <span>{ageInWords(age, t)}</span>}
      </p>
    </div>
  )
}

const ageInWords = ({ min, max }: { min: number; max: number }, t: Translator): string =>
  min === max ? t('scanner.age', { age: min }) : t('scanner.age-between', { min, max })

function Say({
  t,
  quote,
  after,
}: {
  readonly t: Translator
  readonly quote: string
  readonly after: string
}) {
  return (
    <div class="verdict__say stack">
      <p class="soft">{t('scanner.you-can-say')}</p>
      <q>{quote}</q>
      <p class="soft">{after}</p>
    </div>
  )
}

function CannotCheck({ t, zone, now, doubt }: VerdictProps & { readonly doubt: Doubt }) {
  return (
    <div class="verdict__say stack">
      <p>
        <strong>{t(`scanner.doubt-${doubt}`)}</strong>
        {betweenSentences(t)}
        {t(`scanner.remedy-${doubt}`)}
      </p>
      <p class="soft">{t('scanner.you-can-say')}</p>
      <q>{t('scanner.say-cannot-check')}</q>
      {(doubt === 'clock' || doubt === 'trust-ended') && (
        <p class="verdict__clock">
          <span class="soft">{t('scanner.device-says')}</span>
          {betweenSentences(t)}
          <b>{momentInWords(now, zone, t)}</b>
        </p>
      )}
    </div>
  )
}

function Clears({ t, phase, ticks, station }: VerdictProps) {
  const [, redraw] = useState(0)
  const { clearsAt } = phase
  useEffect(() => {
    if (clearsAt === undefined) return
    const timer = setInterval(() => redraw((count) => count + 1), 500)
    return () => clearInterval(timer)
  }, [clearsAt])
  const left = clearsAt === undefined ? undefined : Math.max(0, Math.ceil((clearsAt - ticks()) / 1000))
  return (
    <p class="verdict__clears">
      {left === undefined
        ? t(station ? 'scanner.paused-station' : 'scanner.paused')
        : t('scanner.clears-in', { seconds: left })}
    </p>
  )
}

/** Two frames on: the first draws, the second proves that it was drawn. */
function afterPaint(then: () => void) {
  requestAnimationFrame(() => requestAnimationFrame(then))
}
