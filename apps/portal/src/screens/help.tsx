import { Button, Disclosure, Field, TitleBand } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { finder } from '../faq/matching.ts'
import { GROUPS, isAsked, type Question } from '../faq/questions.ts'
import type { Page, Screen } from '../page.ts'
import { Answer, wordsOf } from './answer.tsx'
import { linksOf } from './links.tsx'
import { hoursOf, Shell } from './shell.tsx'

type HelpScreen = Extract<Screen, { kind: 'help' }>

/**
 * All questions with their answers; after a search, those that have its words. What somebody searches for may tell
 * of their health: it comes in a form's body, never in an address, and with script it does not leave the browser.
 */
export function Help({ page, screen }: { readonly page: Page; readonly screen: HelpScreen }) {
  const { t, at, policy } = page
  const { search = '', open = false } = screen
  const fits = finder(search)
  const asked = GROUPS.map((group) => ({
    ...group,
    questions: group.questions.filter((question) => isAsked(question, policy)),
  }))
  const all = countIn(asked)
  const groups = asked
    .map((group) => ({
      ...group,
      questions: group.questions.filter((question) => search === '' || fits(wordsOf(question, page))),
    }))
    .filter(({ questions }) => questions.length > 0)
  const count = countIn(groups)
  return (
    <Shell page={page} head={<TitleBand title={t('help.title')} lead={t('help.lead')} />}>
      <div class="wrap body stack stack--loose beside" data-faq={search === '' ? '' : undefined}>
        <form class="stack no-print" method="post" action={at('/help')}>
          <Field
            id="search"
            label={t('faq.search')}
            hint={t('faq.search-hint')}
            value={search}
            errorWord={t('common.error')}
            autoComplete="off"
          />
          <p class="actions">
            <Button>{t('faq.search-button')}</Button>
            {search !== '' && (
              <a class="linkish" href={at('/help')}>
                {t('faq.all-questions')}
              </a>
            )}
          </p>
        </form>
        {/* The script fills in the numbers as somebody types. */}
        <p role="status" class="small" data-faq-left={t('faq.left', { count: '{count}', all: '{all}' })}>
          {search !== '' && count > 0 && t('faq.left', { count, all })}
          {count === 0 && t('faq.none')}
        </p>
        <p data-faq-none hidden>
          {t('faq.none')}
        </p>
        {search === '' && (
          <nav class="contents measure no-print" aria-label={t('faq.groups')} data-faq-groups>
            <ul class="bullets">
              {groups.map(({ id, title }) => (
                <li key={id}>
                  <a href={`#${groupId(id)}`}>{t(title)}</a>
                </li>
              ))}
            </ul>
            {!open && (
              <p>
                <a class="linkish" href={at('/help?open')}>
                  {t('faq.open-all')}
                </a>
              </p>
            )}
          </nav>
        )}
        {groups.map(({ id, title, questions }) => (
          <section key={id} class="measure" aria-labelledby={groupId(id)}>
            <h2 class="section__title" id={groupId(id)}>
              {t(title)}
            </h2>
            {questions.map((question) => (
              <Disclosure key={question.id} id={question.id} summary={t(question.asks)} open={open}>
                <Answer page={page} question={question} />
              </Disclosure>
            ))}
          </section>
        ))}
        <section class="measure stack no-print" aria-labelledby="still">
          <h2 id="still">{t('faq.still')}</h2>
          <p>{t.rich<ComponentChildren>('faq.still-text', hoursOf(page), linksOf(page))}</p>
        </section>
      </div>
    </Shell>
  )
}

/** Some groups are called as a question is. */
const groupId = (id: string) => `group-${id}`

const countIn = (groups: readonly { readonly questions: readonly Question[] }[]) =>
  groups.reduce((sum, { questions }) => sum + questions.length, 0)
