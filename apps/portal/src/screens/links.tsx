import type { Tags } from '@excelsior/ui'
import type { ComponentChildren } from 'preact'
import type { Page } from '../page.ts'
import { PhoneLink } from './shell.tsx'

/** The links that a text may have in it: `<privacy>…</privacy>`, `<phone></phone>`. */
export function linksOf({ at, contacts }: Page): Tags<ComponentChildren> {
  const to = (href: string) => (inside: ComponentChildren) => <a href={href}>{inside}</a>
  return {
    start: to(at('/retrieve')),
    support: to(at('/support')),
    privacy: to(at('/privacy')),
    accessibility: to(at('/accessibility')),
    developers: to(at('/developers')),
    required: to('#required'),
    // Their own language is that of the device.
    wallet: to('/wallet/'),
    scanner: to('/scanner/'),
    sites: to(contacts.testSites ?? ''),
    phone: () => <PhoneLink phone={contacts.helpDesk} />,
    health: () => <PhoneLink phone={contacts.healthLine} />,
  }
}
