export { type AppleFiles, type AppleIdentity, readAppleIdentity } from './apple-identity.ts'
export {
  APPLE_PASS_MEDIA_TYPE,
  type AppleUpdates,
  appleWalletPass,
  type VoidedPass,
  type VoidedWords,
  voidedAppleWalletPass,
} from './apple-pass.ts'
export { type ApplePushOptions, type PushOutcome, pushToApple } from './apple-push.ts'
export {
  GOOGLE_SAVE,
  type GoogleIdentity,
  googleSaveLink,
  readGoogleIdentity,
} from './google-pass.ts'
export type { Maker, PassWords, PhonePass } from './phone-pass.ts'
