import type { Translator } from '@excelsior/ui'
import { Mark } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { DemoStrip } from './demo-strip.tsx'

export interface PageProps {
  readonly t: Translator
  readonly demo: boolean
  readonly title: string
  readonly lead?: string
  /** The way back to scanning; the first page has none. */
  readonly back: boolean
  readonly children: ComponentChildren
}

/** A page of the scanner that is not the camera: violet head, one column below. */
export function Page({ t, demo, title, lead, back, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    window.scrollTo(0, 0)
  }, [])
  return (
    <>
      <DemoStrip t={t} demo={demo} />
      <header class="head">
        <div class="wrap">
          <div class="bar bar--app">
            <span class="brand" translate={false}>
              <Mark class="brand__mark" />
              {t('common.service')}
            </span>
            {back && (
              <a class="iconbutton" href="#scan">
                {t('scanner.back')}
              </a>
            )}
          </div>
          <div class="title">
            <div class="title__text">
              <h1 tabIndex={-1} ref={heading}>
                {title}
              </h1>
              {lead && <p class="title__lead">{lead}</p>}
            </div>
          </div>
        </div>
      </header>
      <main id="main">
        <div class="wrap body stack stack--loose">{children}</div>
      </main>
    </>
  )
}
