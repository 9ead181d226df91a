import type { ChallengeQuestion } from '@excelsior/domain'
import type { Translator } from './i18n/translator.ts'

export interface QuestionText {
  readonly id: string
  readonly text: string
  readonly options: readonly { readonly value: string; readonly text: string }[]
}

/** What each kind of option is called in the texts: `dose-month` offers months. */
const OPTION_TEXT: Readonly<Record<ChallengeQuestion['id'], (value: string, t: Translator) => string>> = {
  'dose-region': region,
  'pcr-region': region,
  'antigen-region': region,
  'dose-month': (value, t) => t('date.month-alone', { month: value }),
  'pcr-weekday': (value, t) => t('date.weekday', { weekday: value }),
  'antigen-weekday': (value, t) => t('date.weekday', { weekday: value }),
  'dose-product': (value, t) => t(`question.product-${value}`),
}

function region(value: string, t: Translator): string {
  return t(`question.region-${value}`)
}

/** The words of a challenge question and of its options, for a page or for the API. */
export function questionTexts(question: ChallengeQuestion, t: Translator): QuestionText {
  const { id, options } = question
  const textOf = (value: string) => (value === 'none' ? t(`question.none-${id}`) : OPTION_TEXT[id](value, t))
  return { id, text: t(`question.${id}`), options: options.map((value) => ({ value, text: textOf(value) })) }
}
