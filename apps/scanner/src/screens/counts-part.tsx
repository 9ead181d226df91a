import type { Instant, Zone } from '@excelsior/domain'
import { dayInWords, momentInWords, type Translator } from '@excelsior/ui'
import type { CountLine } from '../device/outgoing.ts'
import { CountsTable } from './counts-table.tsx'

export interface CountsPartProps {
  readonly t: Translator
  readonly zone: Zone
  readonly sending: boolean
  /** Exactly what goes over the line next. */
  readonly waiting: readonly CountLine[]
  readonly sentAt: Instant | undefined
  onSending(on: boolean): void
}

/** Whether the department gets the counts: off until somebody agrees, with what is sent in plain sight. */
export function CountsPart({ t, zone, sending, waiting, sentAt, onSending }: CountsPartProps) {
  return (
    <section class="stack measure">
      <h2>{t('scanner.send-title')}</h2>
      <p id="send-what">{t('scanner.send-what')}</p>
      <div class="check">
        <input
          class="check__box"
          type="checkbox"
          id="send-counts"
          checked={sending}
          aria-describedby="send-what"
          onChange={(event) => onSending(event.currentTarget.checked)}
        />
        <label class="check__label" for="send-counts">
          {t('scanner.send-agree')}
        </label>
      </div>
      {sending && (
        <>
          <p>
            {sentAt === undefined
              ? t('scanner.send-never')
              : t('scanner.send-last', { moment: momentInWords(sentAt, zone, t) })}
          </p>
          {waiting.length === 0 ? (
            <p>{t('scanner.send-none')}</p>
          ) : (
            <CountsTable
              t={t}
              caption={t('scanner.send-waiting')}
              first={t('scanner.pass-and-day')}
              rows={waiting.map(({ day, type, result, count }) => ({
                key: `${day}/${type}/${result}/${count}`,
                type,
                word: result,
                count,
                below: <span class="soft">{dayInWords(day, t)}</span>,
              }))}
            />
          )}
        </>
      )}
    </section>
  )
}
