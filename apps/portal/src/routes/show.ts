import type { Instant, Policy } from '@excelsior/domain'
import { type Catalog, createTranslator, type Translator } from '@excelsior/ui'
import type { ShownPass } from '@excelsior/ui/components'
import type { FastifyReply } from 'fastify'
import type { Contacts } from '../contacts.ts'
import type { Assets, Page, RenderPage, Screen } from '../page.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import type { SupportDesk } from '../support-desk.ts'

export interface ShowOptions {
  /** Every language there is, English among them. */
  readonly catalogs: ReadonlyMap<string, Catalog>
  policyAt(now: Instant): Policy
  now(): Instant
  readonly contacts: Contacts
  readonly support: SupportDesk
  /** The modules of a code's text. */
  qrCode(text: string): { readonly modules: readonly (readonly boolean[])[] }
  /** An evaluation with invented people: every page says so. */
  readonly demonstration: boolean
}

export interface Language {
  readonly t: Translator
  /** Before every path: nothing for English, else `/es`. */
  readonly prefix: string
}

export function languagesOf(catalogs: ReadonlyMap<string, Catalog>): readonly Language[] {
  return [...catalogs].map(([locale, catalog]) => ({
    t: createTranslator(locale, catalog),
    prefix: locale === 'en' ? '' : `/${locale}`,
  }))
}

function englishOf(languages: readonly Language[]): Translator {
  const english = languages.find(({ t }) => t.locale === 'en')
  if (english === undefined) throw new Error('the portal needs English')
  return english.t
}

/** What belongs to somebody, or leads on to it: never kept by a browser or anything between. */
const PERSONAL: ReadonlySet<Screen['kind']> = new Set<Screen['kind']>([
  'questions',
  'not-sure',
  'code',
  'pass',
  'print',
  'wallet-app',
  'check',
  'no-pass',
  'not-confirmed',
  'timed-out',
  'busy',
  'unavailable',
  'support',
  'support-sent',
])

export interface ShowParts {
  readonly renderPage: RenderPage
  readonly assets: Assets
}

export function createShow(options: ShowOptions, parts: ShowParts, languages: readonly Language[]) {
  const english = englishOf(languages)
  const sampleCode = options.qrCode(SAMPLE_CODE).modules

  /** What a page at `path` is made with, now. */
  function pageAt(language: Language, path: string): Page {
    const now = options.now()
    const address = (prefix: string, to: string) => `${prefix}${to}`
    return {
      t: language.t,
      english,
      now,
      policy: options.policyAt(now),
      contacts: options.contacts,
      supportDays: options.support.keptDays,
      assets: parts.assets,
      demonstration: options.demonstration,
      at: (to) => address(language.prefix, to),
      languages: languages.map(({ t, prefix }) => ({
        locale: t.locale,
        name: t('common.language'),
        href: address(prefix, path),
      })),
      sample: { ...samplePass(language.t, now, options.policyAt(now)), modules: sampleCode },
    }
  }

  function show(reply: FastifyReply, status: number, screen: Screen, page: Page): FastifyReply {
    const typed =
      (screen.kind === 'help' && screen.search !== undefined) ||
      (screen.kind === 'details' &&
        Object.values(screen.form).some((value) => value !== '' && value !== false))
    return reply
      .status(status)
      .header('cache-control', PERSONAL.has(screen.kind) || typed ? 'no-store' : 'private, no-cache')
      .header('content-language', page.t.locale)
      .type('text/html; charset=utf-8')
      .send(parts.renderPage(screen, page))
  }

  const shown = (pass: IssuedPass): ShownPass => ({ ...pass, modules: options.qrCode(pass.qr).modules })

  return { pageAt, show, shown }
}

const DAY = 86_400_000
/** As long as a pass code, and none: a scanner does not take it for one. */
const SAMPLE_CODE = 'SAMPLE OF A PASS / NOT A PASS / '.repeat(9)

/** A pass of nobody, as far gone as half a year's pass after a month. */
function samplePass(t: Translator, now: Instant, { zone, vaccination }: Policy): Omit<ShownPass, 'modules'> {
  const days = vaccination.validDaysAfterLastDose ?? vaccination.validDaysAfterRetrieval ?? 0
  const since = Math.floor(days / 6)
  const midnight = zone.midnightStartingDay(zone.dayAt(now) + days - since)
  return {
    type: 'vaccination',
    givenName: t('home.sample-given'),
    familyName: t('home.sample-family'),
    birthDate: SAMPLE_BIRTH,
    issued: (now - since * DAY) as Instant,
    expires: midnight,
  }
}

const SAMPLE_BIRTH = '1988-03-04' as ShownPass['birthDate']
