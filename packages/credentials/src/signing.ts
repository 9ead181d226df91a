/** A P-256 public key (RFC 7518, section 6.2.1): coordinates of 32 bytes each, base64url. */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** A key to check with. Checkers keep their imported form by the object's identity, so keep the object too. */
export interface VerificationKey {
  readonly jwk: PublicJwk
}

/** Holds a private key, or knows the vault that does. */
export interface Signer {
  /** Pass keys: 8 to 32 hexadecimal digits, see `passKeyId`. Root keys: the thumbprint of RFC 7638. */
  readonly keyId: string
  /** ES256 over `bytes`: 64 bytes, r then s (RFC 7518, section 3.4). */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

export interface SignatureChecker {
  /** Whether `signature` (64 bytes, r then s, both already known to be in range) is this key's over `data`. */
  check(
    alg: 'ES256',
    key: VerificationKey,
    signature: Uint8Array,
    data: Uint8Array,
  ): boolean | Promise<boolean>
}
