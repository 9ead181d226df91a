export { crowd, type TypedWithSlips, typist } from './crowd.ts'
export { type DescribedTwice, describedTwice } from './described-twice.ts'
export { hl7Messages } from './hl7-messages.ts'
export { type Laboratory, type Places, parsePlaces, type Registry, type Site } from './places.ts'
export {
  type Expectation,
  PEOPLE_AT_MOST,
  population,
  type ResidentJson,
  residentJson,
} from './population.ts'
export {
  type DemoEntry,
  type DemoReport,
  type DemoResident,
  SOURCES,
  type Source,
  type Typed,
} from './resident.ts'
