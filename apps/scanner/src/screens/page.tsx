import type { Translator } from '@excelsior/ui'
import { AppPage } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'

export interface PageProps {
  readonly t: Translator
  readonly demo: boolean
  readonly title: string
  readonly lead?: string
  /** The way back to scanning; the first page has none. */
  readonly back: boolean
  readonly children: ComponentChildren
}

/** A page of the scanner that is not the camera. */
export function Page({ t, demo, title, lead, back, children }: PageProps) {
  return (
    <AppPage
      t={t}
      demo={demo ? t('scanner.demo') : undefined}
      title={title}
      lead={lead}
      back={back ? { href: '#scan', text: t('scanner.back') } : undefined}
    >
      {children}
    </AppPage>
  )
}
