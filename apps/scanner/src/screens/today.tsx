import { type Translator, weekdayInWords } from '@excelsior/ui'
import { COUNTED, type Counted, type Counts, countOf, totalOf } from '../device/counts.ts'
import { WORDS, type Word } from '../scanning/outcome.ts'
import { Page } from './page.tsx'

export interface TodayProps {
  readonly t: Translator
  readonly demo: boolean
  readonly counts: Counts
  /** Whether the venue agreed that its counts are sent. */
  readonly sending: boolean
}

/** Counts by type and result; nothing else is known of today's scans. */
export function Today({ t, demo, counts, sending }: TodayProps) {
  const rows: { type: Counted; word: Word; count: number }[] = []
  for (const type of COUNTED) {
    for (const word of WORDS) {
      const count = countOf(counts, type, word)
      if (count > 0) rows.push({ type, word, count })
    }
  }
  return (
    <Page
      t={t}
      demo={demo}
      title={t('scanner.today-title', { count: totalOf(counts) })}
      lead={weekdayInWords(counts.day, t)}
      back={true}
    >
      {rows.length === 0 ? (
        <p>{t('scanner.today-none')}</p>
      ) : (
        <table class="table measure">
          <caption>{t('scanner.today-caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('scanner.fact-pass')}</th>
              <th scope="col">{t('scanner.result')}</th>
              <th scope="col" class="num">
                {t('scanner.number')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ type, word, count }) => (
              <tr key={`${type}/${word}`}>
                <td>{type === 'none' ? t('scanner.type-none') : t(`pass.type-${type}`)}</td>
                <td>{t(`scanner.result-${word}`)}</td>
                <td class="num">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="soft measure">{t(sending ? 'scanner.today-note-sent' : 'scanner.today-note')}</p>
    </Page>
  )
}
