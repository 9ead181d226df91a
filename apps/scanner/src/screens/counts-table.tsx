import type { Translator } from '@excelsior/ui'
import type { ComponentChildren } from 'preact'
import type { Counted } from '../device/counts.ts'
import type { Word } from '../scanning/outcome.ts'

export interface CountsRow {
  readonly key: string
  readonly type: Counted
  readonly word: Word
  readonly count: number
  /** Below the type: the day, where there are several. */
  readonly below?: ComponentChildren
}

export interface CountsTableProps {
  readonly t: Translator
  readonly caption: string
  /** What stands in the first column. */
  readonly first: string
  readonly rows: readonly CountsRow[]
}

/** How many verdicts there were, by type and result. */
export function CountsTable({ t, caption, first, rows }: CountsTableProps) {
  return (
    <table class="table measure">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{first}</th>
          <th scope="col">{t('scanner.result')}</th>
          <th scope="col" class="num">
            {t('scanner.number')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, type, word, count, below }) => (
          <tr key={key}>
            <td>
              {type === 'none' ? t('scanner.type-none') : t(`pass.type-${type}`)}
              {below && (
                <>
                  <br />
                  {below}
                </>
              )}
            </td>
            <td>{t(`scanner.result-${word}`)}</td>
            <td class="num">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
