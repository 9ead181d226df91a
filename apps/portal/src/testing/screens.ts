import type { Instant, PartialDate } from '@excelsior/domain'
import { createTranslator } from '@excelsior/ui'
import { emptyDetails } from '../form/forms.ts'
import { EMPTY_SUPPORT } from '../form/support-form.ts'
import { readGuidePictures } from '../guides/guide-pictures.ts'
import { GUIDES } from '../guides/guides.ts'
import type { Assets, Page, Screen } from '../page.ts'
import { catalogs, contacts, NOW, policy, ROSA, shown } from './parts.ts'

const form = { ...emptyDetails('pcr', 'other'), given: 'Rosa', family: 'Quiñones', year: '1988' }
const retrieval = { token: 'token', expires: (NOW + 1_800_000) as Instant, form }
const pass = shown({ ...ROSA, birthDate: '1956' as PartialDate })
const questions = [
  { id: 'pcr-region', options: [...policy.regions.map(({ id }) => id), 'none'] },
  { id: 'pcr-weekday', options: ['1', '2', '3', '4', '5', '6', '7', 'none'] },
  { id: 'dose-product', options: ['pfizer', 'moderna', 'janssen', 'other', 'none'] },
] as const

const REASONS = [
  'recent-positive',
  'no-record',
  'outside-jurisdiction',
  'not-authorised',
  'not-negative',
  'series-incomplete',
  'too-soon',
  'expired',
] as const

const VALID = {
  format: 'sd-jwt',
  genuine: true,
  status: 'valid',
  kind: 'vaccination',
  holder: { givenName: ROSA.givenName, familyName: ROSA.familyName, birthDate: ROSA.birthDate },
  expires: pass.expires,
  issuer: 'New York State',
  reason: null,
  live: true,
  demo: true,
} as const

/** Every screen in every state that there is, by what it shows. */
export const SCREENS: Readonly<Record<string, Screen>> = {
  home: { kind: 'home' },
  which: { kind: 'which', faults: [] },
  'which, with errors': {
    kind: 'which',
    pass: 'pcr',
    faults: [{ field: 'whom', text: 'retrieve.fault-whom' }],
  },
  details: { kind: 'details', form, faults: [] },
  'details, with errors': {
    kind: 'details',
    form,
    faults: [
      { field: 'family', text: 'retrieve.fault-family-missing' },
      { field: 'birth-year', text: 'retrieve.fault-birth-year' },
      { field: 'zip', text: 'retrieve.fault-zip' },
    ],
  },
  questions: { kind: 'questions', retrieval, questions, chosen: {}, faults: [] },
  'questions, with an error': {
    kind: 'questions',
    retrieval,
    questions,
    chosen: { 'pcr-weekday': '3' },
    faults: [{ field: 'pcr-region', text: 'retrieve.fault-question' }],
  },
  'not sure': { kind: 'not-sure', retrieval },
  code: { kind: 'code', retrieval, asked: { at: NOW }, typed: '', faults: [] },
  'code, asked for by letter': {
    kind: 'code',
    retrieval,
    asked: { at: NOW, by: 'letter' },
    typed: '',
    faults: [],
  },
  'code, with an error': {
    kind: 'code',
    retrieval,
    asked: { at: NOW },
    typed: '12',
    faults: [{ field: 'code', text: 'retrieve.fault-code-digits' }],
  },
  pass: { kind: 'pass', pass, code: 'EP1:A', hasPicture: true, kept: true },
  'pass, for phones’ own wallets': {
    kind: 'pass',
    pass,
    code: 'EP1:A',
    hasPicture: true,
    kept: true,
    phoneWallets: ['apple', 'google'],
    otherWallets: true,
    hasHealthCard: true,
    hasCertificate: true,
  },
  certificate: { kind: 'certificate', pass, modules: pass.modules },
  'wallet app': {
    kind: 'wallet-app',
    offer: {
      link: 'openid-credential-offer://?credential_offer=x',
      digits: '048151',
      until: (NOW + 600_000) as Instant,
    },
    modules: pass.modules,
  },
  check: { kind: 'check', state: { kind: 'start' } },
  'check, waiting': {
    kind: 'check',
    state: {
      kind: 'waiting',
      link: 'openid4vp://?x',
      until: (NOW + 180_000) as Instant,
      modules: pass.modules,
    },
  },
  'check, valid': { kind: 'check', state: { kind: 'shown', verdict: VALID, until: NOW } },
  'check, expired': {
    kind: 'check',
    state: { kind: 'shown', verdict: { ...VALID, status: 'expired' }, until: NOW },
  },
  'check, a copy': {
    kind: 'check',
    state: { kind: 'shown', verdict: { ...VALID, status: 'not-accepted', reason: 'copy' }, until: NOW },
  },
  'check, not genuine': {
    kind: 'check',
    state: {
      kind: 'shown',
      verdict: { ...VALID, status: 'not-genuine', holder: null, expires: null, reason: 'bad-signature' },
      until: NOW,
    },
  },
  'check, declined': { kind: 'check', state: { kind: 'declined' } },
  'check, over': { kind: 'check', state: { kind: 'over' } },
  'pass, not kept': { kind: 'pass', pass, code: 'EP1:A', hasPicture: false, kept: false },
  'pass, ended': {
    kind: 'pass',
    pass: { ...pass, expires: NOW },
    code: 'EP1:A',
    hasPicture: true,
    kept: true,
  },
  print: { kind: 'print', pass },
  'not confirmed': { kind: 'not-confirmed', form, retrieval },
  'timed out': { kind: 'timed-out', form },
  busy: { kind: 'busy', form, retryAt: (NOW + 900_000) as Instant },
  'busy no more': { kind: 'busy', form, retryAt: undefined },
  unavailable: { kind: 'unavailable' },
  'begin again': { kind: 'begin-again' },
  'no pass here': { kind: 'no-pass-here' },
  finished: { kind: 'finished' },
  help: { kind: 'help' },
  'help, all open': { kind: 'help', open: true },
  'help, searched': { kind: 'help', search: 'test' },
  'help, nothing found': { kind: 'help', search: 'xylophone' },
  support: { kind: 'support', form: EMPTY_SUPPORT, faults: [] },
  'support, with errors': {
    kind: 'support',
    form: { topic: 'wallet', text: '', contact: 'me' },
    faults: [
      { field: 'text', text: 'support.fault-text' },
      { field: 'contact', text: 'support.fault-contact' },
    ],
  },
  'support, busy': {
    kind: 'support',
    form: { topic: 'wallet', text: 'It stays dark.', contact: '' },
    faults: [],
    trouble: { kind: 'busy', retryAt: (NOW + 360_000) as Instant },
  },
  'support, sent': { kind: 'support-sent', number: '7K3-9QF' },
  guides: { kind: 'guides' },
  ...Object.fromEntries(
    GUIDES.map((guide): [string, Screen] => [
      `guide, ${guide.id}`,
      { kind: 'guide', guide, pictures: readGuidePictures().of('en'), savesPicture: guide.id === 'portal' },
    ]),
  ),
  letter: { kind: 'letter' },
  privacy: { kind: 'privacy' },
  accessibility: { kind: 'accessibility' },
  venues: { kind: 'venues' },
  developers: { kind: 'developers' },
  'design kit': { kind: 'kit' },
  'not found': { kind: 'not-found' },
  ...Object.fromEntries(
    (['vaccination', 'pcr', 'antigen'] as const).flatMap((type) =>
      REASONS.map((reason): [string, Screen] => [
        `no ${type} pass: ${reason}`,
        {
          kind: 'no-pass',
          type,
          decision: { eligible: false, reason, until: (NOW + 4 * 86_400_000) as Instant },
        },
      ]),
    ),
  ),
}

/** What a screen is made with, in one of the languages there are. */
export function pageIn(locale: string, assets: Assets, change: Partial<Page> = {}): Page {
  return {
    t: createTranslator(locale, catalogs.get(locale) ?? {}),
    now: NOW,
    policy,
    english: createTranslator('en', catalogs.get('en') ?? {}),
    contacts,
    supportDays: 90,
    assets,
    demonstration: true,
    at: (path) => path,
    languages: [],
    sample: pass,
    ...change,
  }
}
