import type { ComponentChildren } from 'preact'
import { factsOf } from '../faq/facts.ts'
import type { Question } from '../faq/questions.ts'
import { GUIDES } from '../guides/guides.ts'
import type { Page } from '../page.ts'
import { linksOf } from './links.tsx'

interface AnswerProps {
  readonly page: Page
  readonly question: Question
}

/** The paragraphs of an answer, and the list that two of them have. */
export function Answer({ page, question }: AnswerProps) {
  const { t, contacts } = page
  const links = linksOf(page)
  const facts = factsOf(page)
  const texts = question.answer.filter(
    (text) => text !== 'faq.where-test-sites' || contacts.testSites !== undefined,
  )
  return (
    <>
      {texts.map((text) => (
        <p key={text}>{t.rich<ComponentChildren>(text, facts, links)}</p>
      ))}
      {question.id === 'vaccines' && <Products page={page} />}
      {question.id === 'guides' && <Guides page={page} />}
    </>
  )
}

function Products({ page }: { readonly page: Page }) {
  return (
    <ul class="bullets">
      {productsOf(page).map((product) => (
        <li key={product}>
          <span>{product}</span>
        </li>
      ))}
    </ul>
  )
}

const productsOf = ({ t, policy }: Page) =>
  policy.products.map(({ name, doses, minimumIntervalDays }) =>
    t('faq.vaccines-product', { product: name, doses, days: minimumIntervalDays }),
  )

function Guides({ page: { t, at } }: { readonly page: Page }) {
  return (
    <ul class="bullets">
      {GUIDES.map(({ id }) => (
        <li key={id}>
          <a href={at(`/guides/${id}`)}>{t(`guides.${id}-title`)}</a>
        </li>
      ))}
    </ul>
  )
}

/** Question and answer as they are read, for a search. */
export function wordsOf(question: Question, page: Page): string {
  const lists = question.id === 'guides' ? GUIDES.map(({ id }) => `guides.${id}-title`) : []
  const facts = factsOf(page)
  const bare = Object.fromEntries(
    Object.keys(linksOf(page)).map((tag) => [tag, (inside: readonly string[]) => inside.join('')]),
  )
  const words = [question.asks, ...question.answer, ...lists].flatMap((text) =>
    page.t.rich<string>(text, facts, bare),
  )
  return [...words, ...(question.id === 'vaccines' ? productsOf(page) : [])].join(' ')
}
