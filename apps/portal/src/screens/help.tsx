import { Disclosure, TitleBand } from '@excelsior/ui/components'
import type { Page } from '../page.ts'
import { Shell } from './shell.tsx'

/** Each question is a text `help.<name>`, its answer `help.<name>-a`. */
const GROUPS = {
  pass: ['what', 'must', 'made'],
  getting: ['need', 'required', 'vaccines', 'child', 'resident', 'one-name'],
  failing: ['not-confirmed', 'not-found', 'no-code', 'expired', 'paper', 'stuck'],
  using: ['phone', 'door', 'several', 'give', 'elsewhere', 'refund', 'tests'],
  privacy: ['seen', 'stored', 'told', 'others', 'track'],
} as const

export function Help({ page }: { readonly page: Page }) {
  const { t, policy } = page
  const values = factsOf(page)
  const asked = (name: string) => name !== 'no-code' || policy.retrieval.code.required
  return (
    <Shell page={page} head={<TitleBand title={t('help.title')} lead={t('help.lead')} />}>
      <div class="wrap body stack stack--loose">
        {Object.entries(GROUPS).map(([group, names]) => (
          <section key={group} class="measure" aria-labelledby={group}>
            <h2 class="section__title" id={group}>
              {t(`help.group-${group}`)}
            </h2>
            {names.filter(asked).map((name) => (
              <Disclosure key={name} id={name} summary={t(`help.${name}`)}>
                <p>{t(`help.${name}-a`, values)}</p>
              </Disclosure>
            ))}
          </section>
        ))}
      </div>
    </Shell>
  )
}

/** Every number that a help text may want, from the policy in force and the deployment's own data. */
export function factsOf({ policy, contacts }: Page) {
  const { validDaysAfterLastDose, validDaysAfterRetrieval = 0, eligibleFromDay } = policy.vaccination
  return {
    vaccinationDays: validDaysAfterLastDose ?? validDaysAfterRetrieval,
    eligibleDay: eligibleFromDay,
    pcrDays: policy.pcr.validDays,
    antigenHours: policy.antigen.validHours,
    positiveDays: policy.positiveBarDays,
    products: policy.products.map((product) => product.name).join(', '),
    codes: policy.retrieval.code.required ? 'yes' : 'no',
    photoIdAge: policy.venues.photoIdFromAge,
    helpDesk: contacts.helpDesk.shown,
    opens: contacts.helpDesk.opens,
    closes: contacts.helpDesk.closes,
    healthLine: contacts.healthLine.shown,
  }
}
