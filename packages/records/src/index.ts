export * from './codes.ts'
export { type CsvMapping, type CsvMappingOutcome, parseCsvMapping } from './csv/mapping.ts'
export { readCsv } from './csv/read.ts'
export { type CsvRow, CsvSplitter } from './csv/rows.ts'
export type { Entry } from './fhir/bundle.ts'
export { Companions } from './fhir/companions.ts'
export {
  FHIR_STREAM_HOLDS,
  gatherFhir,
  MAX_FHIR_STREAM_BYTES,
  readFhirLines,
} from './fhir/lines.ts'
export { type FhirInput, MAX_FHIR_BYTES, openFhir } from './fhir/open.ts'
export { readFhirInput } from './fhir/read.ts'
export {
  type EntryRequest,
  type Interaction,
  overlaps,
  type RequestFault,
  requestOf,
  STORED_TYPES,
} from './fhir/requests.ts'
export {
  type AcknowledgementCode,
  type AnswerStamp,
  acknowledge,
  acknowledgementCode,
  type Outcome,
} from './hl7v2/acknowledge.ts'
export { type FrameFault, type FramePart, FrameReader, headersOf, readFrame } from './hl7v2/frames.ts'
export { readMessage } from './hl7v2/message.ts'
export { readHl7, readHl7Stream, readPart } from './hl7v2/read.ts'
export { MAX_MESSAGE_BYTES, MessageSplitter, type SplitPart } from './hl7v2/splitter.ts'
export { outranks } from './identity.ts'
export { readRecords } from './read-records.ts'
export type * from './report.ts'
