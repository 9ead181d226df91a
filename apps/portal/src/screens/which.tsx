import { PASS_TYPES, type PassType } from '@excelsior/domain'
import { Button, Notice, RadioTiles } from '@excelsior/ui/components'
import type { FormFault, Page, Screen } from '../page.ts'
import { Errors } from './errors.tsx'
import { RetrieveHead } from './retrieve-head.tsx'
import { Shell } from './shell.tsx'

type WhichScreen = Extract<Screen, { kind: 'which' }>

export function Which({ page, screen }: { readonly page: Page; readonly screen: WhichScreen }) {
  const { t } = page
  const textOf = (fault: FormFault) => t(fault.text)
  const errorOf = (field: string) => screen.faults.filter((fault) => fault.field === field).map(textOf)[0]
  return (
    <Shell page={page} head={<RetrieveHead page={page} title={t('retrieve.which-title')} step="which" />}>
      <div class="wrap body split">
        <div class="stack stack--loose">
          <Errors t={t} faults={screen.faults} textOf={textOf} />
          <form class="form" method="post" action={page.at('/retrieve/details')} noValidate data-once>
            <RadioTiles
              name="pass"
              legend={t('retrieve.which-type')}
              chosen={screen.pass}
              error={errorOf('pass')}
              errorWord={t('common.error')}
              options={PASS_TYPES.map((type) => ({
                value: type,
                text: t(`pass.type-${type}`),
                note: lastsInWords(type, page),
              }))}
            />
            <RadioTiles
              name="whom"
              legend={t('retrieve.which-whom')}
              chosen={screen.whom}
              error={errorOf('whom')}
              errorWord={t('common.error')}
              options={[
                { value: 'me', text: t('retrieve.which-me') },
                { value: 'other', text: t('retrieve.which-other'), note: t('retrieve.which-other-note') },
              ]}
            />
            {/* The next step tells a first visit, which has nothing to put right, from a form sent back. */}
            <input type="hidden" name="step" value="which" />
            <p class="actions">
              <Button>{t('retrieve.continue')}</Button>
            </p>
          </form>
        </div>
        <aside class="stack" aria-labelledby="need">
          <Notice icon="card" title={t('retrieve.which-need')} id="need">
            <ul class="bullets">
              {['record', 'phone', 'place'].map((what) => (
                <li key={what}>
                  <span>{t(`retrieve.which-need-${what}`)}</span>
                </li>
              ))}
            </ul>
          </Notice>
        </aside>
      </div>
    </Shell>
  )
}

function lastsInWords(type: PassType, { t, policy }: Page): string {
  switch (type) {
    case 'vaccination': {
      const { validDaysAfterLastDose, validDaysAfterRetrieval = 0 } = policy.vaccination
      return t('retrieve.which-vaccination', { days: validDaysAfterLastDose ?? validDaysAfterRetrieval })
    }
    case 'pcr':
      return t('retrieve.which-pcr', { days: policy.pcr.validDays })
    case 'antigen':
      return t('retrieve.which-antigen', { hours: policy.antigen.validHours })
  }
}
