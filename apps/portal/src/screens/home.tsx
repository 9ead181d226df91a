import { ButtonLink, PassCard, Sun } from '@excelsior/ui/components'
import { doorOf } from '../door-of.ts'
import type { Page } from '../page.ts'
import { Shell, withHelpDesk } from './shell.tsx'

export function Home({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <Shell page={page} head={<Hero page={page} />}>
      <section class="section after-hero" aria-labelledby="kinds">
        <div class="wrap">
          <h2 class="section__title" id="kinds">
            {t('home.kinds')}
          </h2>
          <Kinds page={page} />
        </div>
      </section>
      <section class="section section--tint" aria-labelledby="how">
        <div class="wrap">
          <h2 class="section__title" id="how">
            {t('home.how')}
          </h2>
          <ol class="how">
            {[1, 2, 3].map((step) => (
              <li key={step}>
                <Sun class="how__sun" share={step / 3} />
                <div>
                  <h3>{t(`home.how-${step}`)}</h3>
                  <p>{t(`home.how-${step}-text`)}</p>
                  {step === 3 && (
                    <p>
                      <a class="linkish" href="/wallet/">
                        {t('home.wallet')}
                      </a>
                    </p>
                  )}
                </div>
              </li>
            ))}
          </ol>
        </div>
      </section>
      <section class="section" aria-label={t('home.also')}>
        <div class="wrap pair pair--three">
          <div class="card card--plain">
            <h2 class="card__title">{t('home.other-proofs')}</h2>
            <p>{t('home.other-proofs-text')}</p>
          </div>
          <div class="card card--plain">
            <h2 class="card__title">{t('home.venues')}</h2>
            <p>{t('home.venues-text')}</p>
            <p>
              <a class="linkish" href="/scanner/">
                {t('home.scanner')}
              </a>
            </p>
          </div>
          <div class="card card--plain">
            <h2 class="card__title">{t('home.help')}</h2>
            <p>{withHelpDesk('home.help-text', page)}</p>
            <p>
              <a class="linkish" href={at('/help')}>
                {t('common.help')}
              </a>
            </p>
            <p>
              <a class="linkish" href={at('/guides')}>
                {t('guides.title')}
              </a>
            </p>
            <p>
              <a class="linkish" href={at('/letter')}>
                {t('letters.home')}
              </a>
            </p>
          </div>
        </div>
      </section>
    </Shell>
  )
}

function Hero({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <div class="hero">
      <div class="hero__text">
        <h1 class="hero__title">{t('home.title')}</h1>
        <p class="hero__lead">{t('home.lead')}</p>
        <p class="hero__go">
          <ButtonLink big href={at('/retrieve')}>
            {t('home.start')}
          </ButtonLink>
        </p>
        <p class="hero__note">{t('home.note')}</p>
      </div>
      <div class="hero__pass">
        <PassCard pass={page.sample} now={page.now} door={doorOf(page.policy)} t={t} sample />
      </div>
    </div>
  )
}

function Kinds({ page: { t, policy } }: { readonly page: Page }) {
  const { vaccination, pcr, antigen } = policy
  const vaccinationDays = vaccination.validDaysAfterLastDose ?? vaccination.validDaysAfterRetrieval
  const kinds = [
    {
      type: 'vaccination',
      lasts: vaccinationDays === undefined ? '' : t('home.days', { count: vaccinationDays }),
      when: t('home.vaccination-when', { day: vaccination.eligibleFromDay }),
    },
    {
      type: 'pcr',
      lasts: t('home.days', { count: pcr.validDays }),
      when: t('home.pcr-when', { day: pcr.validDays }),
    },
    {
      type: 'antigen',
      lasts: t('home.hours', { count: antigen.validHours }),
      when: t('home.antigen-when'),
    },
  ]
  return (
    <ul class="kinds">
      {kinds.map(({ type, lasts, when }) => (
        <li class="kind" key={type}>
          <h3 class="kind__name">{t(`pass.type-${type}`)}</h3>
          <p class="kind__last">{lasts}</p>
          <p class="kind__when">{when}</p>
        </li>
      ))}
    </ul>
  )
}
