import type { VNode } from 'preact'
import { chooseLocale } from '../i18n/choose-locale.ts'
import { offeredLanguage } from '../i18n/offered-language.ts'

/** An app's first screen as it looks to whoever comes for the first time, drawn when the app is built. */
export interface FirstScreen {
  readonly locale: string
  /** Where an app looks different from place to place: which one this is. */
  readonly place: string
  /** Whether it is the screen of a demonstration, which says so. */
  readonly demo: boolean
  readonly drawn: VNode
}

/** The name in the `Server-Timing` of a page from a service that runs as a demonstration. */
const DEMONSTRATION = 'demonstration'

/** The app tells the element that it draws into that its own screen stands there now. */
export const TAKEN_OVER = 'taken-over'

export interface FirstVisit {
  /** The app's own mark in the storage of this browser: who was here before sees what the app draws. */
  readonly mark: string
  readonly place: string
  /** Languages whose harm-critical texts nobody has reviewed: only a demonstration offers them. */
  readonly heldBack: readonly string[]
}

/**
 * Puts the first screen that lies ready in the page into its place, before any of the app's script is there. Only at
 * the very first visit, and in a language that is sure: whatever else there is to see the app alone knows.
 */
export function showFirstScreen({ mark, place, heldBack }: FirstVisit): void {
  const root = document.getElementById('app')
  if (!root || location.hash !== '' || document.getElementById('handover') || !isFirst(mark)) return
  const demo = isDemonstration()
  const ready = [...document.querySelectorAll('template')].filter(
    ({ dataset }) => dataset.place === place && dataset.demo === String(demo),
  )
  const locales = [...ready.map(({ lang }) => lang), ...heldBack]
  const asked = new URLSearchParams(location.search).get('lang')
  const wanted = [...(asked === null ? [] : [asked]), ...(navigator.languages ?? [navigator.language])]
  const texts = { choose: (tags: readonly string[]) => chooseLocale(locales, tags) }
  const { reviewed, demonstration } = offeredLanguage(texts, wanted, heldBack)
  const locale = demo || reviewed === demonstration ? demonstration : undefined
  const template = ready.find(({ lang }) => lang === locale)
  if (!template) return
  document.documentElement.lang = template.lang
  root.appendChild(document.importNode(template.content, true))
  repeatPresses(root)
}

/** What is pressed before the app is there is pressed again when it is: on the same elements, which it takes over. */
function repeatPresses(root: HTMLElement): void {
  const pressed: HTMLElement[] = []
  const note = ({ target }: Event) => {
    const control = target instanceof Element && target.closest<HTMLElement>('button, input')
    if (control) pressed.push(control)
  }
  const repeat = () => {
    root.removeEventListener('click', note)
    for (const control of pressed) if (control.isConnected) control.click()
  }
  root.addEventListener('click', note)
  root.addEventListener(TAKEN_OVER, repeat, { once: true })
}

function isFirst(mark: string): boolean {
  try {
    if (localStorage.getItem(mark) !== null) return false
    localStorage.setItem(mark, 'opened')
    return true
  } catch {
    return false
  }
}

/** What the service says of itself. Only the signed list counts later; until then this saves the page a jump. */
function isDemonstration(): boolean {
  const [page]: (PerformanceEntry & { serverTiming?: readonly { readonly name: string }[] })[] =
    performance.getEntriesByType('navigation')
  return page?.serverTiming?.some(({ name }) => name === DEMONSTRATION) === true
}
