import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant, Policy } from '@excelsior/domain'
import { createPress, type LetterPage, type LetterWords, type Paper, type Press } from '@excelsior/paper'
import { type Contacts, parseContacts } from '@excelsior/portal'
import type { MessageInOutbox, Store } from '@excelsior/store'
import { dayInWords, displayText, type Translator, untilInWords } from '@excelsior/ui'
import type { Config } from './config.ts'
import { writeDurably } from './durable-file.ts'
import { type Installation, systemClock } from './installation.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { readTexts, type Texts } from './texts.ts'

export interface WaitingLetter {
  /** 16 hexadecimal digits of it name the file. */
  readonly id: string
  readonly at: Instant
  /** Exclusive: then its code no longer works. */
  readonly until: Instant
  readonly language: string
}

export interface WrittenLetters {
  /** Names of files in the folder, each on disk. */
  readonly files: readonly string[]
  /** Whose address is in letters that no font here has, too long, or not to be set: they stay, for somebody to see to. */
  readonly held: number
  /** Whose code no longer works: nobody is served by them. */
  readonly late: number
}

/** The post of the department: letters with one-time codes, from the outbox to files for the mailing. */
export interface LetterDesk {
  /** Without names and addresses. */
  waiting(): Promise<readonly WaitingLetter[]>
  /** One PDF a letter; it leaves the outbox once its file is on disk. */
  write(folder: string, paper: Paper): Promise<WrittenLetters>
  close(): Promise<void>
}

export interface LetterParts {
  readonly store: Pick<Store, 'outbox' | 'audit'>
  readonly policy: () => Policy
  readonly texts: Texts
  readonly contacts: Contacts
  /** Where residents find the portal, as they type it. */
  readonly host: string
  readonly press: Press
  readonly now: () => Instant
}

const DAY = 86_400_000
/** Letters in one hand. */
const BATCH = 20
/** So long a letter in somebody's hand is in no other's; who is killed meanwhile leaves it to the next. */
const LEASE = 10 * 60_000
const AT_MOST = 100_000

export function createLetterDesk({
  store,
  policy,
  texts,
  contacts,
  host,
  press,
  now,
}: LetterParts): LetterDesk {
  const until = ({ at }: MessageInOutbox) => (at + policy().retrieval.code.letterDays * DAY) as Instant

  return {
    async waiting() {
      const letters = await store.outbox.waiting('letter', AT_MOST)
      return letters.map((letter) => ({
        id: letter.id,
        at: letter.at,
        until: until(letter),
        language: texts.translatorFor(letter.language).locale,
      }))
    },
    async write(folder, paper) {
      const written: { files: string[]; held: number; late: number } = { files: [], held: 0, late: 0 }
      let failed = 0
      // One letter that cannot be set keeps nobody else's back; where none can be, the fault is here.
      const nothingWorks = () => failed > 0 && written.files.length === 0
      for (;;) {
        if (failed >= BATCH && nothingWorks()) throw new Error('no letter could be set')
        const letters = await store.outbox.claim('letter', BATCH, now(), LEASE)
        if (letters.length === 0) {
          if (nothingWorks()) throw new Error('no letter could be set')
          return written
        }
        // First the trace, then the sight.
        const detail = { letters: letters.length }
        await store.audit.append([{ actor: 'command line', action: 'letters-written', detail, at: now() }])
        for (const letter of letters) {
          if (until(letter) <= now()) {
            written.late++ // retention takes it
            continue
          }
          const page = letterPage(
            letter,
            until(letter),
            paper,
            { policy: policy(), texts, contacts, host },
            now(),
          )
          const done = page === undefined ? { kind: 'cannot' as const } : await press.letter(page)
          if (done.kind !== 'pdf') {
            if (done.kind !== 'cannot') failed++
            written.held++
          } else {
            const name = `letter-${policy().zone.dateAt(letter.at)}-${letter.id.slice(0, 16)}.pdf`
            await writeDurably(join(folder, name), done.bytes)
            await store.outbox.sent(letter.id)
            written.files.push(name)
          }
        }
      }
    },
    close: () => press.close(),
  }
}

/** The same, for an installation on this machine. */
export async function openLetterDesk(installation: Installation, config: Config): Promise<LetterDesk> {
  const { store, policy } = installation
  const contacts = await readFile(join(PROJECT_ROOT, 'data/contacts/us-ny.json'), 'utf8')
  return createLetterDesk({
    store,
    policy,
    texts: readTexts(PROJECT_ROOT, config.demo !== undefined),
    contacts: parseContacts(JSON.parse(contacts)),
    host: new URL(config.publicUrl).host,
    press: createPress(),
    now: systemClock,
  })
}

/** Undefined for a message that is no letter with a code. */
function letterPage(
  { to, code, language, channel }: MessageInOutbox,
  until: Instant,
  paper: Paper,
  facts: {
    readonly policy: Policy
    readonly texts: Texts
    readonly contacts: Contacts
    readonly host: string
  },
  now: Instant,
): LetterPage | undefined {
  if (channel !== 'letter' || code === undefined) return undefined
  const { policy, texts } = facts
  const t = texts.translatorFor(language)
  const english = texts.translatorFor('en')
  const translators = t.locale === english.locale ? [english] : [t, english]
  return {
    paper,
    words: translators.map((translator) => wordsIn(translator, until, facts)),
    address: to
      .split('\n')
      .map(displayText)
      .filter((line) => line !== ''),
    date: dayInWords(policy.zone.dateAt(now), t),
    code: code.replace(/(\d{4})(?=\d)/g, '$1 '),
  }
}

function wordsIn(
  t: Translator,
  until: Instant,
  { policy, contacts, host }: { readonly policy: Policy; readonly contacts: Contacts; readonly host: string },
): LetterWords {
  const { shown, opens, closes } = contacts.helpDesk
  const path = t.locale === 'en' ? '/letter' : `/${t.locale}/letter`
  return {
    locale: t.locale,
    service: t('common.service'),
    title: t('letters.title'),
    lead: t('letters.lead'),
    code: t('letters.code'),
    until: t('letters.until', { until: untilInWords(until, policy.zone, t) }),
    how: t('letters.how'),
    steps: [t('letters.step-1', { address: `${host}${path}` }), t('letters.step-2'), t('letters.step-3')],
    notAsked: t('letters.not-asked'),
    help: t('letters.help', { phone: shown, opens, closes }),
  }
}
