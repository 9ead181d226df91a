import { PageFrame, untranslated } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import type { Telephone } from '../contacts.ts'
import type { Page } from '../page.ts'

export interface ShellProps {
  readonly page: Page
  readonly head: ComponentChildren
  readonly children: ComponentChildren
}

/** The frame of every page, with its words. */
export function Shell({ page, head, children }: ShellProps) {
  const { t, at } = page
  return (
    <PageFrame
      service={t('common.service')}
      homeLabel={t('common.home')}
      home={at('/')}
      skip={t('common.skip')}
      languagesLabel={t('common.languages')}
      locale={t.locale}
      languages={page.languages}
      head={head}
      footLabel={t('common.about')}
      footLinks={[
        { href: at('/help'), text: t('common.help') },
        { href: at('/guides'), text: t('guides.title') },
        { href: at('/support'), text: t('common.support') },
        { href: at('/privacy'), text: t('common.privacy') },
        { href: at('/accessibility'), text: t('common.accessibility') },
        { href: at('/venues'), text: t('common.venues') },
        { href: at('/developers'), text: t('common.developers') },
      ]}
      foot={
        <>
          <p>{withHelpDesk('common.help-desk', page)}</p>
          <p class="soft">{t('common.free')}</p>
          {page.demonstration && <p class="soft">{t('common.demonstration')}</p>}
        </>
      }
    >
      {children}
    </PageFrame>
  )
}

export function PhoneLink({ phone }: { readonly phone: Telephone }) {
  return (
    <a class="nowrap" href={`tel:${phone.number}`} {...untranslated}>
      {phone.shown}
    </a>
  )
}

/** A text that names the help desk, its number and its hours. */
export function withHelpDesk(key: string, page: Page) {
  const phone = () => <PhoneLink phone={page.contacts.helpDesk} />
  return page.t.rich<ComponentChildren>(key, hoursOf(page), { b: bold, phone })
}

export const hoursOf = ({ contacts: { helpDesk } }: Page) => ({
  opens: helpDesk.opens,
  closes: helpDesk.closes,
})

export const bold = (inside: ComponentChildren) => <strong>{inside}</strong>
