import { type Instant, type PartialDate, zone } from '@excelsior/domain'
import type { VNode } from 'preact'
import type { Translator } from '../i18n/translator.ts'
import type { ShownPass } from '../pass-card/pass-card.tsx'

/** What examples are made with. */
export interface Kit {
  readonly t: Translator
  readonly english: Translator
  /** An id that no other copy of the example has. */
  id(name: string): string
}

/** A component in its states, each by its name. */
export type Examples = (kit: Kit) => Readonly<Record<string, VNode>>

const NOW = Date.parse('2021-06-14T14:32:00-04:00') as Instant

/** One that is a page of its own. */
export type Example = (kit: Kit) => VNode

/** The moment and the door of all examples. */
export const SHOWN = { now: NOW, door: { zone: zone('America/New_York'), photoIdFromAge: 18 } }

/** No code: nothing reads it. */
export const MODULES = Array.from({ length: 21 }, (_, y) =>
  Array.from({ length: 21 }, (_, x) => (x * y) % 3 === 0),
)

export const ROSA: ShownPass = {
  type: 'vaccination',
  givenName: 'Rosa',
  familyName: 'Quiñones Delgado',
  birthDate: '1988-03-04' as PartialDate,
  issued: NOW,
  expires: Date.parse('2021-11-13T00:00:00-05:00') as Instant,
  modules: MODULES,
}
