import { weekdayInWords } from '@excelsior/ui'
import { ButtonLink, Notice, TitleBand } from '@excelsior/ui/components'
import type { ComponentChildren } from 'preact'
import { PASS_MINUTES } from '../kept-for.ts'
import type { Page, Screen } from '../page.ts'
import { Leave } from './leave.tsx'
import { PhoneLink, Shell } from './shell.tsx'

type NoPassScreen = Extract<Screen, { kind: 'no-pass' }>

/** For a proven person: the true reason, and when it ends. A positive result is told as soberly as the rest. */
export function NoPass({ page, screen }: { readonly page: Page; readonly screen: NoPassScreen }) {
  const { t, at, contacts, policy } = page
  const { type, decision } = screen
  const { reason, until } = decision
  const phone = { phone: () => <PhoneLink phone={contacts.healthLine} /> }
  const values = {
    days: reason === 'recent-positive' ? policy.positiveBarDays : policy.pcr.validDays,
    hours: policy.antigen.validHours,
    day: policy.vaccination.eligibleFromDay,
    products: policy.products.map((product) => product.name).join(', '),
  }
  const why = keyFor(`outcome.${reason}`, type, page)
  const next = keyFor(`outcome.${reason}-next`, type, page, `outcome.${reason}-${type}-next`)
  return (
    <Shell
      page={page}
      head={<TitleBand title={t('outcome.no-pass-title')} lead={t('outcome.no-pass-lead', { type })} />}
    >
      <div class="wrap body split">
        <div class="stack stack--loose">
          <section class="measure stack" aria-labelledby="why">
            <h2 id="why">{t('outcome.why')}</h2>
            <p>{t(why, values)}</p>
          </section>
          <section class="measure stack" aria-labelledby="next">
            <h2 id="next">{t('outcome.next')}</h2>
            {until !== undefined && (
              <p>
                {t.rich('outcome.from', { date: weekdayInWords(policy.zone.dateAt(until), t) }, { b: whole })}
              </p>
            )}
            <p>{t.rich(next, {}, phone)}</p>
            {type !== 'vaccination' && reason !== 'recent-positive' && (
              <p>{t.rich('outcome.test-sites', {}, phone)}</p>
            )}
            <p>{t('outcome.record-wrong')}</p>
            <p class="actions">
              <ButtonLink href={at('/retrieve')}>{t('outcome.other-type')}</ButtonLink>
            </p>
          </section>
          <div class="measure">
            <Leave page={page} text={t('outcome.leave-answer', { minutes: PASS_MINUTES })} />
          </div>
        </div>
        <aside class="stack" aria-labelledby="no-pass-needed">
          <Notice icon="card" title={t('outcome.no-pass-needed')} id="no-pass-needed">
            <p>{t('outcome.no-pass-needed-text')}</p>
          </Notice>
        </aside>
      </div>
    </Shell>
  )
}

/** A date stays on one line, where there is room for it. */
const whole = (inside: ComponentChildren) => <strong class="nowrap">{inside}</strong>

/** The text of a reason, or the one that it has for this type of pass. */
function keyFor(key: string, type: string, { t }: Page, typed = `${key}-${type}`): string {
  return t.has(typed) ? typed : key
}
