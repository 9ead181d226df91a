import { TitleBand } from '@excelsior/ui/components'
import { type Kit as Makings, PAGES, PARTS } from '@excelsior/ui/examples'
import { KIT_PAGES } from '../kit-pages.ts'
import type { Page, Screen } from '../page.ts'
import { Shell } from './shell.tsx'

const GROUNDS = ['light', 'dark'] as const
type Ground = (typeof GROUNDS)[number]

/** For whoever builds on these parts: all of them in all states. Developers name them, in English. */
export function Kit({ page }: { readonly page: Page }) {
  const { t, at } = page
  return (
    <Shell page={page} head={<TitleBand title={t('kit.title')} lead={t('kit.lead')} />}>
      <div class="wrap body stack stack--loose">
        {Object.entries(PARTS).map(([part, examples]) => (
          <section key={part} aria-labelledby={slugOf(part)}>
            <h2 class="section__title" id={slugOf(part)} lang="en">
              {part}
            </h2>
            <div class="kit">
              {GROUNDS.map((ground) => (
                <div key={ground} class={`kit__ground kit__ground--${ground}`}>
                  <p class="small soft">{t(`kit.${ground}`)}</p>
                  {Object.entries(examples(makings(page, ground))).map(([state, example]) => (
                    <div key={state} class="kit__state">
                      <p class="kit__name" lang="en">
                        {state}
                      </p>
                      {example}
                    </div>
                  ))}
                </div>
              ))}
            </div>
          </section>
        ))}
        <section aria-labelledby="pages">
          <h2 class="section__title" id="pages">
            {t('kit.pages')}
          </h2>
          <ul class="bullets">
            {KIT_PAGES.map((name) => (
              <li key={name}>
                <a href={at(`/ui/${name}`)} lang="en">
                  {name.replaceAll('-', ' ')}
                </a>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Shell>
  )
}

type KitPageScreen = Extract<Screen, { kind: 'kit-page' }>

/** One example that is a whole page; nothing around it. */
export const KitPage = ({ page, screen }: { readonly page: Page; readonly screen: KitPageScreen }) =>
  PAGES[screen.name](makings(page, 'light'))

const makings = ({ t, english }: Page, ground: Ground): Makings => ({
  t,
  english,
  id: (name) => `${ground}-${name}`,
})

const slugOf = (name: string) => name.replaceAll(' ', '-')
