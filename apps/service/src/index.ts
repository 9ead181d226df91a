// What most commands need. What few need, and takes long to load, has an address of its own in package.json.
export { type Config, readConfig } from './config.ts'
export { fetchOutside, outsideAddress } from './federation/fetch-outside.ts'
export { isListAddress } from './federation/status-lists.ts'
export { readTrustNotes, type TrustNotes } from './federation/trust-notes.ts'
export type { Refusal, SourceKind, TrustSource } from './federation/trust-source.ts'
export {
  federated,
  readTrustSources,
  refreshStatusLists,
  refreshTrustSources,
  removeTrustSource,
  type Taken,
  type Taking,
  takeTrustSource,
} from './federation/trust-sources.ts'
export { createIngestion, type Ingested, type Reader, Tally } from './ingestion.ts'
export { type Installation, InstallationFault, openInstallation, systemClock } from './installation.ts'
export { createSdJwtIssuer } from './other-wallets/sd-jwt-issuer.ts'
export { PROJECT_ROOT } from './project-root.ts'
export { type Replayed, replay } from './quarantine-desk.ts'
export { isScope } from './sender-scopes.ts'
export { trustFacts } from './trust-publication.ts'
export { walletSignersIn } from './wallet-signers.ts'
