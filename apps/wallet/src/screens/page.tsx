import type { Translator } from '@excelsior/ui'
import { AppPage } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import type { Wallet } from '../wallet.ts'
import { demoOf } from './demo.ts'

export interface PageProps {
  readonly wallet: Wallet
  readonly t: Translator
  readonly title: string
  readonly lead?: string
  /** Where the way back leads; default: to all passes. */
  readonly back?: { readonly href: string; readonly text: string }
  readonly children: ComponentChildren
}

/** A page of the wallet beside its list and its code. */
export function Page({ wallet, t, title, lead, back, children }: PageProps) {
  return (
    <AppPage
      t={t}
      demo={demoOf(wallet, t)}
      title={title}
      lead={lead}
      back={back ?? { href: '#passes', text: t('wallet.back') }}
    >
      {children}
    </AppPage>
  )
}
