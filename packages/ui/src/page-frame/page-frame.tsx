import type { ComponentChildren } from 'preact'
import { Mark } from '../mark/mark.tsx'
import { untranslated } from '../name/untranslated.ts'

export interface LanguageLink {
  readonly locale: string
  /** In the language itself. */
  readonly name: string
  readonly href: string
}

export interface PageFrameProps {
  readonly service: string
  readonly homeLabel: string
  readonly home: string
  readonly skip: string
  readonly languagesLabel: string
  readonly locale: string
  /** All languages of the page; one alone needs no choice. */
  readonly languages: readonly LanguageLink[]
  /** What the violet field holds below the bar: the title, which begins the main part. */
  readonly head: ComponentChildren
  readonly footLabel: string
  readonly footLinks: readonly { readonly href: string; readonly text: string }[]
  readonly foot: ComponentChildren
  readonly children: ComponentChildren
}

/**
 * Head, main part, foot: the same on every page. The title belongs to the main part, so that whoever skips to that
 * hears where they are.
 */
export function PageFrame(props: PageFrameProps) {
  return (
    <>
      <a class="skip no-print" href="#main">
        {props.skip}
      </a>
      <header class="head no-print">
        <div class="wrap">
          <div class="bar">
            <a class="brand" href={props.home} {...untranslated} aria-label={props.homeLabel}>
              <Mark class="brand__mark" />
              {props.service}
            </a>
            {props.languages.length > 1 && <Languages {...props} />}
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <div class="head head--page no-print">
          <div class="wrap">{props.head}</div>
        </div>
        {props.children}
      </main>
      <footer class="foot no-print">
        <div class="wrap foot__grid">
          <nav aria-label={props.footLabel}>
            <ul>
              {props.footLinks.map(({ href, text }) => (
                <li key={href}>
                  <a href={href}>{text}</a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="stack">{props.foot}</div>
        </div>
      </footer>
    </>
  )
}

/** Each in its own language and script, so that a screen reader speaks it; each with an address of its own. */
function Languages({ languagesLabel, languages, locale }: PageFrameProps) {
  return (
    <nav class="languages" aria-label={languagesLabel}>
      <ul class="languages__list">
        {languages.map((language) => (
          <li key={language.locale}>
            <a
              href={language.href}
              lang={language.locale}
              hreflang={language.locale}
              aria-current={language.locale === locale ? 'true' : undefined}
            >
              {language.name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
