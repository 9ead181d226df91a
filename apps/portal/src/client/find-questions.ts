import { finder } from '../faq/matching.ts'

/** Milliseconds without a letter typed before the number of questions is read out. */
const PAUSE = 500

/** Finds questions as somebody types, so that what they search for does not leave the browser; opens what an address names. */
export function findQuestions(page: Document): void {
  const box = page.querySelector<HTMLElement>('[data-faq]')
  if (box === null) return
  const questions = [...box.querySelectorAll<HTMLDetailsElement>('details')]
  openNamed(page)
  window.addEventListener('hashchange', () => openNamed(page))
  openForPrint(questions)

  const form = box.querySelector('form')
  const field = box.querySelector<HTMLInputElement>('input')
  const left = box.querySelector<HTMLElement>('[data-faq-left]')
  const none = box.querySelector<HTMLElement>('[data-faq-none]')
  const groups = box.querySelector<HTMLElement>('[data-faq-groups]')
  if (form === null || field === null || left === null || none === null || groups === null) return
  const words = questions.map((question) => question.textContent ?? '')
  let timer: ReturnType<typeof setTimeout> | undefined

  const find = () => {
    const fits = finder(field.value)
    let count = 0
    questions.forEach((question, index) => {
      question.hidden = !fits(words[index] ?? '')
      if (!question.hidden) count++
    })
    for (const section of box.querySelectorAll('section')) {
      const inside = [...section.querySelectorAll('details')]
      section.hidden = inside.length > 0 && inside.every((question) => question.hidden)
    }
    const searches = field.value.trim() !== ''
    groups.hidden = searches
    none.hidden = count > 0
    clearTimeout(timer)
    timer = setTimeout(() => {
      const text = left.dataset.faqLeft ?? ''
      const told = text.replace('{count}', String(count)).replace('{all}', String(questions.length))
      left.textContent = searches ? told : ''
    }, PAUSE)
  }
  field.addEventListener('input', find)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    find()
  })
  // Coming back, the browser fills in what was typed.
  window.addEventListener('pageshow', find)
}

function openNamed(page: Document): void {
  const named = page.getElementById(location.hash.slice(1))
  if (named?.tagName !== 'DETAILS') return
  named.setAttribute('open', '')
  named.scrollIntoView()
}

/** Paper has nothing to press on. */
function openForPrint(questions: readonly HTMLDetailsElement[]): void {
  let closed: readonly HTMLDetailsElement[] = []
  window.addEventListener('beforeprint', () => {
    closed = questions.filter((question) => !question.open)
    for (const question of closed) question.open = true
  })
  window.addEventListener('afterprint', () => {
    for (const question of closed) question.open = false
  })
}
