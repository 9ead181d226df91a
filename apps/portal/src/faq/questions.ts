import type { Policy } from '@excelsior/domain'

/** A question that people ask, and its answer. */
export interface Question {
  /** Its anchor on the page, which others link to: it does not change. */
  readonly id: string
  /** The text of the question. */
  readonly asks: string
  /** The texts of the answer, a paragraph each. */
  readonly answer: readonly string[]
}

const of = (id: string, asks: string, ...answer: string[]): Question => ({ id, asks, answer })

/** All questions, by the group in which they stand; the group's title is `help.group-…` or `faq.group-…`. */
export const GROUPS: readonly {
  readonly id: string
  readonly title: string
  readonly questions: readonly Question[]
}[] = [
  {
    id: 'pass',
    title: 'help.group-pass',
    questions: [
      of('what', 'help.what', 'help.what-a', 'faq.what-more'),
      of('use', 'faq.use', 'faq.use-a', 'faq.use-door'),
      of('why', 'faq.why', 'faq.why-a'),
      of('made', 'help.made', 'help.made-a'),
      of('must', 'faq.must', 'faq.must-a'),
      of('cost', 'faq.cost', 'faq.cost-a'),
    ],
  },
  {
    id: 'using',
    title: 'help.group-using',
    questions: [
      of('no-internet', 'faq.no-internet', 'faq.no-internet-a'),
      of('door', 'help.door', 'help.door-a', 'faq.door-more'),
      of('show', 'faq.show', 'faq.show-a'),
      of('places', 'faq.places', 'faq.places-a'),
      of('paper-or-wallet', 'faq.paper-or-wallet', 'faq.paper-or-wallet-a'),
      of('several', 'help.several', 'help.several-a', 'faq.several-more'),
      of('types', 'faq.types', 'faq.types-a'),
      of('how-long', 'faq.how-long', 'faq.how-long-vaccination', 'faq.how-long-pcr', 'faq.how-long-antigen'),
      of('expired', 'help.expired', 'help.expired-a'),
      of('phone', 'help.phone', 'help.phone-a'),
      of('elsewhere', 'help.elsewhere', 'help.elsewhere-a', 'faq.elsewhere-more'),
    ],
  },
  {
    id: 'getting',
    title: 'help.group-getting',
    questions: [
      of('need', 'help.need', 'help.need-a'),
      of('child', 'help.child', 'help.child-a'),
      of('app', 'faq.app', 'faq.app-a'),
      of('resident', 'help.resident', 'help.resident-a'),
      of('other-state', 'faq.other-state', 'faq.other-state-a'),
      of('required', 'help.required', 'help.required-a'),
      of('vaccines', 'help.vaccines', 'help.vaccines-a', 'faq.vaccines-more'),
      of('with-pcr', 'faq.with-pcr', 'faq.with-pcr-a', 'faq.when-there'),
      of('with-antigen', 'faq.with-antigen', 'faq.with-antigen-a', 'faq.when-there'),
      of('with-vaccination', 'faq.with-vaccination', 'faq.with-vaccination-a', 'faq.when-there'),
      of('one-name', 'help.one-name', 'help.one-name-a'),
    ],
  },
  {
    id: 'rules',
    title: 'faq.group-rules',
    questions: [
      of('tests', 'help.tests', 'help.tests-a'),
      of('which-test', 'faq.which-test', 'faq.which-test-a'),
      of('where-test', 'faq.where-test', 'faq.where-test-a', 'faq.where-test-sites'),
      of('give', 'help.give', 'help.give-a'),
      of('report', 'faq.report', 'faq.report-a'),
      of('refund', 'help.refund', 'help.refund-a'),
    ],
  },
  {
    id: 'privacy',
    title: 'help.group-privacy',
    questions: [
      of('safe', 'faq.safe', 'faq.safe-a', 'faq.safe-more'),
      of('on-phone', 'faq.on-phone', 'faq.on-phone-a'),
      of('which-records', 'faq.which-records', 'faq.which-records-a'),
      of('stored', 'help.stored', 'help.stored-a', 'faq.collected-a'),
      of('open', 'faq.open', 'faq.open-a'),
      of('track', 'help.track', 'help.track-a'),
      of('seen', 'help.seen', 'help.seen-a'),
      of('venue-keep', 'faq.venue-keep', 'faq.venue-keep-a'),
      of('misuse', 'faq.misuse', 'faq.misuse-a'),
      of('told', 'help.told', 'help.told-a'),
      of('others', 'help.others', 'help.others-a'),
      of('policy', 'faq.policy', 'faq.policy-a'),
    ],
  },
  {
    id: 'failing',
    title: 'help.group-failing',
    questions: [
      of('devices', 'faq.devices', 'faq.devices-a'),
      of('languages', 'faq.languages', 'faq.languages-a'),
      of('guides', 'faq.guides', 'faq.guides-a'),
      of('apps', 'faq.apps', 'faq.apps-a'),
      of('test-not-found', 'faq.test-not-found', 'faq.test-not-found-a'),
      of('test-expired', 'faq.test-expired', 'faq.test-expired-a'),
      of('not-confirmed', 'help.not-confirmed', 'help.not-confirmed-a', 'faq.other-proof'),
      of('dose-not-found', 'faq.dose-not-found', 'faq.dose-not-found-a'),
      of('not-found', 'help.not-found', 'help.not-found-a'),
      of('no-code', 'help.no-code', 'help.no-code-a'),
      of('paper', 'help.paper', 'help.paper-a'),
      of('delete', 'faq.delete', 'faq.delete-a'),
      of('stuck', 'help.stuck', 'help.stuck-a', 'faq.stuck-more'),
    ],
  },
]

/** Where no codes are sent, nobody asks why one does not come. */
export const isAsked = ({ id }: Question, { retrieval }: Policy) =>
  id !== 'no-code' || retrieval.code.required
