import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { Translator } from '../i18n/translator.ts'
import { Mark } from '../mark/mark.tsx'
import { untranslated } from '../name/untranslated.ts'

export interface AppPageProps {
  readonly t: Translator
  /** Said above everything where the app works on a demonstration's data. */
  readonly demo?: string | undefined
  readonly title: string
  readonly lead?: string | undefined
  /** The way back: installed apps have no other. */
  readonly back?: { readonly href: string; readonly text: string } | undefined
  readonly children: ComponentChildren
}

/** A page of an installed app: violet head, one column below. Its title takes the focus when it comes. */
export function AppPage({ t, demo, title, lead, back, children }: AppPageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    // News within the page may have taken it already.
    if (main.current?.contains(document.activeElement)) return
    heading.current?.focus()
    window.scrollTo(0, 0)
  }, [])
  return (
    <>
      <header class="head">
        <DemoStrip text={demo} />
        <div class="wrap">
          <div class="bar bar--app">
            <span class="brand" {...untranslated}>
              <Mark class="brand__mark" />
              {t('common.service')}
            </span>
            {back && (
              <a class="iconbutton" href={back.href}>
                {back.text}
              </a>
            )}
          </div>
        </div>
      </header>
      <main id="main" ref={main}>
        <div class="head head--page">
          <div class="wrap title">
            <div class="title__text">
              <h1 tabIndex={-1} ref={heading}>
                {title}
              </h1>
              {lead && <p class="title__lead">{lead}</p>}
            </div>
          </div>
        </div>
        <div class="wrap body stack stack--loose">{children}</div>
      </main>
    </>
  )
}

/** On every screen of an app that works with a demonstration's keys. */
export function DemoStrip({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : <p class="demo">{text}</p>
}
