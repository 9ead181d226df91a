import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type MllpSettings, readMllpSettings } from './mllp-config.ts'
import { type PhoneWalletSettings, readPhoneWalletSettings } from './phone-wallet-config.ts'
import { readVerifierSettings, type VerifierSettings } from './verifier-config.ts'

/** What a deployment sets through its environment; `npm start -- --help` explains each. */
export interface Config {
  readonly port: number
  readonly host: string
  readonly dataDir: string
  /** A PostgreSQL of the deployment's own; without it the service starts one in `dataDir`. */
  readonly databaseUrl?: string
  /** Proxies whose `X-Forwarded-For` counts: addresses or CIDR ranges. */
  readonly trustedProxies: readonly string[]
  /** The address residents and verifiers see, without a slash at its end. */
  readonly publicUrl: string
  readonly policyFile: string
  /** Which credentials of others stand for a pass. */
  readonly acceptanceFile: string
  /** Who issues passes here. */
  readonly issuerFile: string
  /** Whether EU Digital COVID Certificates are issued with passes. */
  readonly euCertificates: boolean
  /** The wallets that phones come with, where a department has their certificates and keys. */
  readonly phoneWallets: PhoneWalletSettings
  /** Signs what we ask of other wallet apps, where a department has a certificate for it. */
  readonly verifier?: VerifierSettings
  /** The port for HL7 v2 over MLLP, where one is set. */
  readonly mllp?: MllpSettings
  /** Encrypts the key ring at rest. */
  readonly kek?: string
  /** An evaluation with invented people: codes go to `/demo/outbox`, never to a phone. */
  readonly demo?: { readonly people: number; readonly seed: number }
}

const KNOWN = {
  PORT: '8080',
  HOST: 'localhost',
  DATA_DIR: '.data',
  DEMO: 'on',
  DEMO_PEOPLE: '1000',
  DEMO_SEED: '1',
  POLICY: 'data/policies/us-ny.json',
  ACCEPTANCE: 'data/acceptance/us-ny.json',
  ISSUER: 'data/trust/issuer.json',
  EU_CERTIFICATES: '',
}

/** Reads the environment; every fault names its variable and what is expected. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
):
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] } {
  const faults: string[] = []
  const text = (name: keyof typeof KNOWN) => env[name]?.trim() || KNOWN[name]
  const whole = (name: keyof typeof KNOWN, least: number, most: number) => {
    const value = text(name)
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
    if (number >= least && number <= most) return number
    faults.push(`${name} is "${value}": a whole number from ${least} to ${most} is expected`)
    return least
  }
  const demo = text('DEMO')
  if (demo !== 'on' && demo !== 'off') faults.push(`DEMO is "${demo}": "on" or "off" is expected`)
  const euCertificates = text('EU_CERTIFICATES') || demo
  if (!['on', 'off', demo].includes(euCertificates))
    faults.push(`EU_CERTIFICATES is "${euCertificates}": "on" or "off" is expected`)
  const databaseUrl = env.DATABASE_URL?.trim()
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    faults.push('DATABASE_URL must begin with postgres:// or postgresql://')
  }
  const port = whole('PORT', 0, 65535)
  const host = text('HOST')
  const publicUrl = env.PUBLIC_URL?.trim().replace(/\/$/, '') ?? `http://${host}:${port}`
  if (!/^https?:\/\/[^/?#\s]+$/.test(publicUrl)) {
    faults.push('PUBLIC_URL must be an origin such as https://pass.example.gov, without a path')
  }
  const trustedProxies = (env.TRUSTED_PROXIES ?? '').split(/[\s,]+/).filter((address) => address !== '')
  for (const address of trustedProxies) {
    if (!isAddressOrRange(address))
      faults.push(`TRUSTED_PROXIES has "${address}": addresses or ranges such as 10.0.0.0/8 are expected`)
  }
  const kek = env.EXCELSIOR_KEK?.trim()
  const people = whole('DEMO_PEOPLE', 1, 1_000_000)
  const seed = whole('DEMO_SEED', 0, 999_999_999)
  const phoneWallets = readPhoneWalletSettings(env, root, faults)
  const mllp = readMllpSettings(env, root, { host, demo: demo === 'on' }, faults)
  const verifier = readVerifierSettings(env, root, faults)
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    config: {
      port,
      host,
      dataDir: resolve(root, text('DATA_DIR')),
      ...(databaseUrl ? { databaseUrl } : {}),
      trustedProxies,
      publicUrl,
      policyFile: resolve(root, text('POLICY')),
      acceptanceFile: resolve(root, text('ACCEPTANCE')),
      issuerFile: resolve(root, text('ISSUER')),
      euCertificates: euCertificates === 'on',
      phoneWallets,
      ...(verifier ? { verifier } : {}),
      ...(mllp ? { mllp } : {}),
      ...(kek ? { kek } : {}),
      ...(demo === 'on' ? { demo: { people, seed } } : {}),
    },
  }
}

/** A range over all addresses is none: whoever asks would be taken for a proxy, and name any address as their own. */
function isAddressOrRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)
}
