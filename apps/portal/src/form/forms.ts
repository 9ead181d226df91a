import { type Instant, PASS_TYPES, type PassType } from '@excelsior/domain'
import { CHANNELS, type Channel } from '../retrieval-flow.ts'

export type Whom = 'me' | 'other'

/** Whose pass, and what was typed for it: carried in hidden fields from step to step, so that nothing is lost. */
export interface DetailsForm {
  readonly pass: PassType
  readonly whom: Whom
  readonly given: string
  readonly family: string
  /** "I have only one name" */
  readonly oneName: boolean
  readonly month: string
  readonly day: string
  readonly year: string
  /** "No day or month on my papers" */
  readonly noDay: boolean
  readonly zip: string
  readonly phone: string
  /** A name in other than Latin letters has been asked about, and is meant so. */
  readonly scriptAsked: boolean
}

/** A retrieval under way: its opaque token and until when it holds. Answers are never among it. */
export interface InRetrieval {
  readonly token: string
  readonly expires: Instant
  readonly form: DetailsForm
  /** Of the newest code; absent until the questions are answered. */
  readonly codeAsked?: CodeAsked | undefined
}

export interface CodeAsked {
  readonly at: Instant
  /** Absent for the first, which is sent by itself. */
  readonly by?: Channel | undefined
}

/** A form as it was sent: the last value of each name. */
export type Sent = ReadonlyMap<string, string>

export function whichOf(sent: Sent): {
  readonly pass: PassType | undefined
  readonly whom: Whom | undefined
} {
  const whom = sent.get('whom')
  return {
    pass: PASS_TYPES.find((type) => type === sent.get('pass')),
    whom: whom === 'me' || whom === 'other' ? whom : undefined,
  }
}

/** Undefined where the first step was not taken. */
export function detailsOf(sent: Sent): DetailsForm | undefined {
  const { pass, whom } = whichOf(sent)
  if (pass === undefined || whom === undefined) return undefined
  const text = (name: string) => sent.get(name) ?? ''
  return {
    pass,
    whom,
    given: text('given'),
    family: text('family'),
    oneName: text('one-name') === 'yes',
    month: text('birth-month'),
    day: text('birth-day'),
    year: text('birth-year'),
    noDay: text('no-day') === 'yes',
    zip: text('zip'),
    phone: text('phone'),
    scriptAsked: text('script-asked') === 'yes',
  }
}

export function inRetrieval(sent: Sent): InRetrieval | undefined {
  const form = detailsOf(sent)
  const token = sent.get('retrieval')
  const expires = momentOf(sent.get('expires'))
  if (form === undefined || !token || expires === undefined) return undefined
  const at = momentOf(sent.get('asked-at'))
  const by = CHANNELS.find((channel) => channel === sent.get('asked-by'))
  return { token, expires, form, codeAsked: at === undefined ? undefined : { at, by } }
}

/** Any browser can send any number; later than this none is of ours, and some are on no calendar. */
const LATEST = Date.parse('2100-01-01T00:00:00Z')

function momentOf(text = ''): Instant | undefined {
  return /^\d{1,13}$/.test(text) && Number(text) < LATEST ? (Number(text) as Instant) : undefined
}

/** The hidden fields that carry a form on. */
export function carried(form: DetailsForm): readonly (readonly [string, string])[] {
  return [
    ['pass', form.pass],
    ['whom', form.whom],
    ['given', form.given],
    ['family', form.family],
    ['one-name', form.oneName ? 'yes' : ''],
    ['birth-month', form.month],
    ['birth-day', form.day],
    ['birth-year', form.year],
    ['no-day', form.noDay ? 'yes' : ''],
    ['zip', form.zip],
    ['phone', form.phone],
    ['script-asked', form.scriptAsked ? 'yes' : ''],
  ]
}

/** The same, with the retrieval under way. */
export function carriedRetrieval(retrieval: InRetrieval): readonly (readonly [string, string])[] {
  const { token, expires, form, codeAsked } = retrieval
  return [
    ['retrieval', token],
    ['expires', String(expires)],
    ['asked-at', codeAsked ? String(codeAsked.at) : ''],
    ['asked-by', codeAsked?.by ?? ''],
    ...carried(form),
  ]
}

export const sameDetails = (one: DetailsForm, other: DetailsForm): boolean =>
  JSON.stringify(carried(one)) === JSON.stringify(carried(other))

export function emptyDetails(pass: PassType, whom: Whom): DetailsForm {
  const empty = { given: '', family: '', month: '', day: '', year: '', zip: '', phone: '' }
  return { pass, whom, ...empty, oneName: false, noDay: false, scriptAsked: false }
}
