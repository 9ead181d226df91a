export * from './acceptance.ts'
export * from './challenge-questions.ts'
export {
  ageOn,
  type CivilDate,
  civilDateOf,
  dayNumber,
  isCivilDate,
  monthOf,
  type PartialDate,
  parseCivilDate,
  parsePartialDate,
  weekdayOf,
} from './civil-date.ts'
export * from './decide.ts'
export * from './decision.ts'
export * from './instant.ts'
export type { Fault } from './json-check.ts'
export * from './parse-acceptance.ts'
export { decisionRulesJson, parseDecisionRules } from './parse-decision-rules.ts'
export * from './parse-policy.ts'
export * from './pass.ts'
export * from './person.ts'
export * from './plain-digits.ts'
export * from './policy.ts'
export * from './record.ts'
export * from './sheet-words.ts'
export * from './throttle.ts'
export * from './vaccination-series.ts'
export * from './zone.ts'
