import { type Translator, weekdayInWords } from '@excelsior/ui'
import { COUNTED, type Counts, countOf, totalOf } from '../device/counts.ts'
import { WORDS } from '../scanning/outcome.ts'
import { type CountsRow, CountsTable } from './counts-table.tsx'
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
  const rows: CountsRow[] = []
  for (const type of COUNTED) {
    for (const word of WORDS) {
      const count = countOf(counts, type, word)
      if (count > 0) rows.push({ key: `${type}/${word}`, type, word, count })
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
        <CountsTable t={t} caption={t('scanner.today-caption')} first={t('scanner.fact-pass')} rows={rows} />
      )}
      <p class="soft measure">{t(sending ? 'scanner.today-note-sent' : 'scanner.today-note')}</p>
    </Page>
  )
}
