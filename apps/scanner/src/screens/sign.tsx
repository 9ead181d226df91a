import type { Word } from '../scanning/outcome.ts'

/** The five road-sign shapes: a verdict is told by its outline before its colour is. */
export function Sign({ word }: { readonly word: Word }) {
  return (
    <svg
      class="verdict__sign"
      viewBox="0 0 132 132"
      preserveAspectRatio="xMinYMid meet"
      aria-hidden="true"
      focusable="false"
    >
      {drawing(word)}
    </svg>
  )
}

function drawing(word: Word) {
  switch (word) {
    case 'valid':
      return (
        <>
          <circle class="verdict__plate" cx="66" cy="66" r="64" />
          <circle class="verdict__rim" cx="66" cy="66" r="58" />
          <path class="verdict__glyph" d="M36 69l20 20 40-44" />
        </>
      )
    case 'expired':
    case 'not-yet-valid':
      return (
        <>
          <rect class="verdict__plate" x="2" y="2" width="128" height="128" rx="16" />
          <rect class="verdict__rim" x="9" y="9" width="114" height="114" rx="10" />
          <circle class="verdict__glyph verdict__glyph--thin" cx="66" cy="66" r="36" />
          <path class="verdict__glyph verdict__glyph--thin" d="M66 44v23l15 10" />
        </>
      )
    case 'not-accepted':
      return (
        <>
          <path
            class="verdict__plate"
            d="M66 3a9 9 0 0 1 6 2.2l52 45a9 9 0 0 1 3 6.8v61a9 9 0 0 1-9 9H14a9 9 0 0 1-9-9V57a9 9 0 0 1 3-6.8l52-45A9 9 0 0 1 66 3z"
          />
          <path class="verdict__rim" d="M66 12 12.5 58.5v61h107v-61z" />
          <path class="verdict__glyph verdict__glyph--thin" d="M38 105V68l28-25 28 25v37h-20V82H58v23z" />
        </>
      )
    case 'not-genuine':
      return (
        <>
          <path
            class="verdict__plate"
            d="M42 3h48a7 7 0 0 1 5 2l32 32a7 7 0 0 1 2 5v48a7 7 0 0 1-2 5l-32 32a7 7 0 0 1-5 2H42a7 7 0 0 1-5-2L5 95a7 7 0 0 1-2-5V42a7 7 0 0 1 2-5L37 5a7 7 0 0 1 5-2z"
          />
          <path class="verdict__rim" d="M43 10h46l33 33v46l-33 33H43L10 89V43z" />
          <path class="verdict__glyph" d="M44 44l44 44M88 44 44 88" />
        </>
      )
    case 'cannot-check':
      return (
        <>
          <path
            class="verdict__plate"
            d="M61 3.5a7 7 0 0 1 10 0L128.5 61a7 7 0 0 1 0 10L71 128.5a7 7 0 0 1-10 0L3.5 71a7 7 0 0 1 0-10z"
          />
          <path class="verdict__rim" d="M66 11l55 55-55 55L11 66z" />
          <path class="verdict__glyph" d="M50 52a16 16 0 1 1 24 13.8c-5 3-8 6-8 12" />
          <circle class="verdict__dot" cx="66" cy="95" r="7" />
        </>
      )
  }
}

/** A phone that sends: what the holder's own device signed just now. */
export function LiveSign() {
  return (
    <svg class="verdict__live-sign" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect x="9" y="3" width="14" height="26" rx="3" fill="none" stroke="currentColor" stroke-width="2.5" />
      <path
        d="M5 10a9 9 0 0 0 0 12M27 10a9 9 0 0 1 0 12M13 24h6"
        fill="none"
        stroke="currentColor"
        stroke-width="2.5"
        stroke-linecap="round"
      />
    </svg>
  )
}
