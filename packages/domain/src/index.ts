export {
  ageOn,
  type CivilDate,
  civilDateOf,
  dayNumber,
  monthOf,
  type PartialDate,
  parseCivilDate,
  parsePartialDate,
  weekdayOf,
} from './civil-date.ts'
export * from './decision.ts'
export * from './instant.ts'
export * from './pass.ts'
export * from './person.ts'
export * from './record.ts'
export * from './zone.ts'
