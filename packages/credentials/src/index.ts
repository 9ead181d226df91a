export { checkRules, type RuleFault } from './dcc/check-rules.ts'
export { type DocumentSigners, documentSignerKeyId, readDocumentSigners } from './dcc/document-signers.ts'
export { type DccStatement, statementFor } from './dcc/entry-for-pass.ts'
export { readIsoTime } from './dcc/iso-time.ts'
export { type DccToIssue, issueDcc, namesForDcc } from './dcc/issue-dcc.ts'
export {
  judgeByRules,
  type RuledCertificate,
  type RulesInForce,
  type RulesVerdict,
} from './dcc/judge-by-rules.ts'
export { REVOCATION_NOT_AT_HAND, readDccRevocation } from './dcc/revocation.ts'
export { RULES_DEPTH, type RuleSet, readRuleSet } from './dcc/rule-set.ts'
export { isRawSignature } from './ecdsa.ts'
export { type Json, type JsonObject, parseJson } from './encoding/json.ts'
export type * from './evidence.ts'
export * from './format.ts'
export { isWalletFile, knownOutside, LIVE_PREFIX, looksLikeCredential } from './format-heads.ts'
export { FORMATS, formatOf } from './formats.ts'
export { openCompactJws, readJson } from './jws.ts'
export * from './key-id.ts'
export * from './limits.ts'
export { LONGEST_NAME } from './pass/fitting-name.ts'
export { issuePass, type PassToIssue, passIdOf } from './pass/issue-pass.ts'
export { LIVE_CODE_TURNS, liveCode } from './pass/live.ts'
export { listedWalletSigner } from './pkpass/listed-signer.ts'
export { type QrCode, QUIET_ZONE, qrCode } from './qr/qr-code.ts'
export { qrPng } from './qr/qr-png.ts'
export { qrSvg } from './qr/qr-svg.ts'
export * from './sd-jwt/issue-sd-jwt.ts'
export { PASS_VCT, readHolderJwk } from './sd-jwt/sd-jwt.ts'
export * from './sd-jwt/status-list.ts'
export { type StatusList, statusRevocation } from './sd-jwt/status-revocation.ts'
export { healthCardAddress } from './shc/card-address.ts'
export { type StartedCard, type Taken, takeCode } from './shc/card-parts.ts'
export { credentialsIn, wholeCards } from './shc/credentials-in.ts'
export {
  type HealthCardToIssue,
  healthCardCode,
  healthCardFile,
  issueHealthCard,
  revocationIdOf,
} from './shc/issue-health-card.ts'
export {
  HEALTH_CARD_KINDS,
  healthCardIssuer,
  type IssuerEntry,
  readIssuerEntries,
} from './shc/listed-issuers.ts'
export { recordsForCard } from './shc/records-for-card.ts'
export {
  type CardRevocationList,
  cardRevocationList,
  healthCardRevocation,
  readCardRevocationList,
} from './shc/revocation-list.ts'
export * from './signing.ts'
export { ruleSetIn } from './trust/acceptance-of.ts'
export { GENUINE_IS_ENOUGH } from './trust/genuine-is-enough.ts'
export { writeStatuses } from './trust/listed-statuses.ts'
export * from './trust/open-trust-list.ts'
export { type OwnIssuer, readOwnIssuer } from './trust/own-issuer.ts'
export {
  idsAlike,
  prefixBits,
  type RevocationFilter,
  type RevokedPrefixes,
  writeRevokedPrefixes,
} from './trust/revoked-prefixes.ts'
export { MOST_HANDOVERS, signRootHandover } from './trust/root-handover.ts'
export { signTrustList } from './trust/sign-trust-list.ts'
export * from './trust/trust.ts'
export { isDemoIssuer, keyPlace, revocationFilter, type TrustData } from './trust/trust-from.ts'
export * from './trust/trust-list.ts'
export { trustOf } from './trust/trust-of.ts'
export * from './verdict.ts'
export * from './verify.ts'
export type { VerifyOptions } from './verify-options.ts'
export { webCryptoChecker } from './web-crypto.ts'
