/** A P-256 public key (RFC 7518, section 6.2.1): coordinates of 32 bytes each, base64url. */
export interface PublicJwk {
  readonly kty: 'EC'
  readonly crv: 'P-256'
  readonly x: string
  readonly y: string
}

/** An RSA public key (RFC 7518, section 6.3.1) of 2048 to 4096 bits. */
export interface RsaPublicJwk {
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
}

/**
 * RFC 7518, section 3.1; all with SHA-256, PS256 with a salt of 32 bytes. Each format says which it takes:
 * RS256 is Apple's alone.
 */
export type Algorithm = 'ES256' | 'PS256' | 'RS256'

/** A key to check with. Checkers keep their imported form by the object's identity, so keep the object too. */
export interface VerificationKey {
  readonly jwk: PublicJwk | RsaPublicJwk
}

/** Holds a private key, or knows the vault that does. */
export interface Signer {
  /** Pass keys: 8 to 32 hexadecimal digits, see `passKeyId`. Root keys: the thumbprint of RFC 7638. */
  readonly keyId: string
  /** ES256 over `bytes`: 64 bytes, r then s (RFC 7518, section 3.4). */
  sign(bytes: Uint8Array): Promise<Uint8Array>
}

/** base64url of the SHA-256 of a text in UTF-8. */
export type Digester = (text: string) => string | Promise<string>

export interface SignatureChecker {
  /** By the same machine as the signatures. Default: the browser's. */
  readonly digest?: Digester
  /**
   * Whether `signature` is this key's over `data`; false for a key of another kind than `alg` needs.
   * ES256: 64 bytes, r then s, both already known to be in range.
   */
  check(
    alg: Algorithm,
    key: VerificationKey,
    signature: Uint8Array,
    data: Uint8Array,
  ): boolean | Promise<boolean>
}

export function fitsAlgorithm({ kty }: VerificationKey['jwk'], alg: Algorithm): boolean {
  return kty === (alg === 'ES256' ? 'EC' : 'RSA')
}
