export {
  type CarrierReader,
  type CarrierTools,
  carrierReader,
  type FindOptions,
  type FoundCodes,
} from './find-codes.ts'
export { type CarrierKind, carrierKind } from './picture-header.ts'
