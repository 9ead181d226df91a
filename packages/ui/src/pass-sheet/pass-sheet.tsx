import type { Instant, SheetWords } from '@excelsior/domain'
import type { Translator } from '../i18n/translator.ts'
import { Name } from '../name/name.tsx'
import { untranslated } from '../name/untranslated.ts'
import type { ShownPass } from '../pass-card/pass-card.tsx'
import { QrCode } from '../qr-code/qr-code.tsx'
import { shareLeft } from '../share-left.ts'
import type { Door } from '../show-it.ts'
import { Sun } from '../sun/sun.tsx'
import { passSheetWords } from './pass-sheet-words.ts'

export interface PassSheetProps {
  readonly pass: ShownPass
  readonly now: Instant
  readonly door: Door
  readonly t: Translator
  /** With it the sheet says all in English, too: who stands at the door may read nothing else. */
  readonly english?: Translator | undefined
}

interface PartProps {
  readonly pass: ShownPass
  readonly share: number
  readonly words: SheetWords
  /** Where it is another language. */
  readonly english: SheetWords | undefined
}

/** The pass on paper: one page of A4 or Letter, and on it a card of 85 by 54 mm to cut out. Black lines only. */
export function PassSheet({ pass, now, door, t, english: translator = t }: PassSheetProps) {
  const [words, english] = passSheetWords(pass, now, door, t, translator)
  if (words === undefined) return null
  const share = shareLeft(pass.issued, pass.expires, now)
  const part = { pass, share, words, english }
  return (
    <div class="sheet">
      <div class="sheet__pass">
        <div class="sheet__head">
          <p class="sheet__brand">
            <span {...untranslated}>{words.service}</span>
            <span class="sheet__printed">
              {words.printed}
              <Too words={english} name="printed" />
            </span>
          </p>
          <h2 class="sheet__type">
            {words.type} <Too words={english} name="type" />
          </h2>
          <Sun class="sheet__sun" share={share} />
        </div>
        <div class="sheet__grid">
          <dl class="sheet__facts">
            <div>
              <dt>
                <Label words={words} english={english} name="name" />
              </dt>
              <dd>
                <Name {...pass} />
              </dd>
            </div>
            <div>
              <dt>
                <Label words={words} english={english} name="birthDate" />
              </dt>
              <dd {...untranslated}>
                {words.born}
                <Too words={english} name="born" />
              </dd>
            </div>
            <div>
              <dt>
                <Label words={words} english={english} name="validUntil" />
              </dt>
              <dd {...untranslated}>
                {words.until}
                <Too words={english} name="until" />
              </dd>
            </div>
          </dl>
          <div class="sheet__code">
            <QrCode modules={pass.modules} label={words.codeOf} />
          </div>
        </div>
      </div>
      <Notes words={words} english={english} />
      <Purse {...part} />
    </div>
  )
}

type Word = Exclude<keyof SheetWords, 'locale'>

/** The same in English, where the rest is in another language. */
function Too({ words, name }: { readonly words: SheetWords | undefined; readonly name: Word }) {
  return words === undefined ? null : <span lang={words.locale}>{words[name]}</span>
}

/** "Nombre / Name" */
function Label({ words, english, name }: Omit<PartProps, 'pass' | 'share'> & { readonly name: Word }) {
  return (
    <>
      {words[name]}
      {english && ' / '}
      <Too words={english} name={name} />
    </>
  )
}

/** Side by side: two notes in one language, or a language on each side. */
function Notes({ words, english }: Omit<PartProps, 'pass' | 'share'>) {
  if (english === undefined) {
    return (
      <div class="sheet__notes">
        <div>
          <HowToUse {...words} />
        </div>
        <div>
          <HowToKeep {...words} />
        </div>
      </div>
    )
  }
  return (
    <div class="sheet__notes sheet__notes--both">
      {[words, english].map((both) => (
        <div key={both.locale} lang={both.locale}>
          <HowToUse {...both} />
          <HowToKeep {...both} />
        </div>
      ))}
    </div>
  )
}

const HowToUse = ({ howToUse, howToUseText }: SheetWords) => (
  <>
    <h2>{howToUse}</h2>
    <p>{howToUseText}</p>
  </>
)
const HowToKeep = ({ howToKeep, howToKeepText }: SheetWords) => (
  <>
    <h2>{howToKeep}</h2>
    <p>{howToKeepText}</p>
  </>
)

/** Two halves side by side, folded on the line between them; the code is on one half alone. */
function Purse({ pass, share, words, english }: PartProps) {
  return (
    <div class="purse">
      <svg class="scissors" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <circle cx="5.5" cy="6.5" r="3" />
        <circle cx="5.5" cy="17.5" r="3" />
        <path d="M8 8.5 21 17M8 15.5 21 7" />
      </svg>
      <span class="fold fold--top" />
      <span class="fold fold--bottom" />
      <span class="fold__word">
        <Label words={words} english={english} name="fold" />
      </span>
      <div class="purse__side">
        <div class="purse__head">
          <div>
            <p class="purse__brand" {...untranslated}>
              {words.service}
            </p>
            <p class="purse__type">
              {words.type} <Too words={english} name="type" />
            </p>
          </div>
          <Sun class="sheet__sun" share={share} />
        </div>
        <div class="purse__body">
          <p class="purse__name">
            <Name {...pass} />
          </p>
          {(['birthDate', 'validUntil'] as const).map((name) => (
            <p key={name} class="purse__row">
              <Label words={words} english={english} name={name} />
              <b {...untranslated}>{words[VALUES[name]]}</b>
              <Too words={english} name={VALUES[name]} />
            </p>
          ))}
        </div>
      </div>
      <div class="purse__side purse__side--code">
        <QrCode modules={pass.modules} label={words.codeSmaller} />
        <p>
          {words.showIt}
          <Too words={english} name="showIt" />
        </p>
      </div>
    </div>
  )
}

const VALUES = { birthDate: 'born', validUntil: 'until' } as const
