import { TitleBand } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { GUIDES, type GuideStep } from '../guides/guides.ts'
import type { Page, Screen } from '../page.ts'
import { linksOf } from './links.tsx'
import { bold, Shell } from './shell.tsx'

/** All guides there are. */
export function Guides({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <Shell page={page} head={<TitleBand title={t('guides.title')} lead={t('guides.lead')} />}>
      <div class="wrap body">
        <ul class="guides measure">
          {GUIDES.map(({ id }) => (
            <li key={id}>
              <h2 class="guides__name">
                <a href={at(`/guides/${id}`)}>{t(`guides.${id}-title`)}</a>
              </h2>
              <p>{t(`guides.${id}-lead`)}</p>
            </li>
          ))}
        </ul>
      </div>
    </Shell>
  )
}

type GuideScreen = Extract<Screen, { kind: 'guide' }>

/** One guide: each step with its words and a picture of the screen that it speaks of. */
export function Guide({ page, screen }: { readonly page: Page; readonly screen: GuideScreen }) {
  const { t, at, policy } = page
  const { guide } = screen
  const steps = guide.steps.filter(({ codes }) => !codes || policy.retrieval.code.required)
  const title = t(`guides.${guide.id}-title`)
  return (
    <Shell page={page} head={<TitleBand title={title} lead={t(`guides.${guide.id}-lead`)} />}>
      <div class="wrap body stack stack--loose">
        <div class="measure stack small soft">
          <p>{t('guides.invented')}</p>
          {guide.bare && <p>{t('guides.browser-around')}</p>}
        </div>
        <ol class="guide">
          {steps.map((step) => (
            <Step key={step.text} page={page} screen={screen} step={step} />
          ))}
        </ol>
        <p>
          <a class="linkish" href={at('/guides')}>
            {t('guides.all')}
          </a>
        </p>
      </div>
    </Shell>
  )
}

interface StepProps {
  readonly page: Page
  readonly screen: GuideScreen
  readonly step: GuideStep
}

function Step({ page, screen, step }: StepProps) {
  const { t } = page
  const picture = screen.pictures[step.picture]
  return (
    <li class="guide__step">
      <p class="guide__text">
        {t.rich<ComponentChildren>(step.text, namesIn(page, screen), { ...linksOf(page), b: bold })}
      </p>
      {picture && (
        <img
          class="guide__picture"
          src={picture.href}
          width={picture.width}
          height={picture.height}
          alt={t(`guides.shows-${step.picture}`, namesIn(page, screen))}
          loading="lazy"
          decoding="async"
        />
      )}
    </li>
  )
}

/** What pages and buttons are called, for texts that speak of them. */
const namesIn = ({ t }: Page, { savesPicture }: GuideScreen) => ({
  start: t('home.start'),
  notSure: t('retrieve.not-sure'),
  saves: savesPicture ? 'yes' : 'no',
  savePicture: t(savesPicture ? 'outcome.picture' : 'outcome.screenshot'),
  pdf: t('paper.pdf'),
  keepInWallet: t('outcome.wallet'),
  add: t('wallet.add'),
  byPicture: t('wallet.by-file'),
  byCamera: t('wallet.by-camera'),
  byText: t('wallet.by-text'),
  more: t('wallet.more'),
  remove: t('wallet.remove'),
  begin: t('scanner.start'),
  next: t('scanner.next'),
  settings: t('scanner.settings'),
  which: t('retrieve.which-title'),
  vaccination: t('pass.type-vaccination'),
  forMe: t('retrieve.which-me'),
  details: t('retrieve.details-title', { whom: 'me' }),
  questions: t('retrieve.questions-title'),
  code: t('retrieve.code-title', { whom: 'me' }),
  pass: t('outcome.pass-title'),
})
