export type KeyRingErrorCode =
  /** The keys are encrypted and no EXCELSIOR_KEK was given. */
  | 'kek-missing'
  /** EXCELSIOR_KEK opens none of it, or a file was changed. */
  | 'kek-wrong'
  /** Too short for a passphrase, and not 32 bytes in base64. */
  | 'kek-weak'
  /** Demonstration keys in a real service, or the other way round. */
  | 'wrong-mode'
  | 'unreadable'

/** The keys cannot be had; the message says what to do about it, and holds no key. */
export class KeyRingError extends Error {
  readonly code: KeyRingErrorCode

  constructor(code: KeyRingErrorCode, message: string) {
    super(message)
    this.name = 'KeyRingError'
    this.code = code
  }
}
