import type { Page } from '../page.ts'

/** The oldest systems that all pages are built for and tested against; `vite.config.ts` builds for the same. */
const OLDEST = { ios: 13, android: 7 } as const

/** Every number and name that an answer may want: from the policy in force and the deployment's own data. */
export function factsOf({ t, policy, contacts, languages }: Page) {
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
    languages: Math.max(1, languages.length),
    deletePass: t('wallet.remove'),
    finish: t('outcome.finish'),
    ...OLDEST,
  }
}
