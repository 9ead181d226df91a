import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'

/** A chain as Apple's: a root, an intermediate, and a certificate for passes. PEM files in a folder of their own. */
export interface TestChain {
  readonly passTypeId: string
  readonly teamId: string
  readonly passphrase: string
  /** Paths of the files. `encryptedKey` opens by the passphrase. */
  readonly files: Readonly<Record<TestFile, string>>
  read(name: TestFile): string
  remove(): void
}

/** `server` and its key: for a server on 127.0.0.1. */
type TestFile = 'root' | 'wwdr' | 'certificate' | 'key' | 'encryptedKey' | 'server' | 'serverKey'

const openssl = (folder: string, ...args: string[]) =>
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })

/** Made by `openssl`, for so many days from now; days below 0 are over. */
export function makeTestChain({ days = 365 }: { readonly days?: number } = {}): TestChain {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-chain-'))
  const [passTypeId, teamId, passphrase] = ['pass.gov.example.health', 'A1B2C3D4E5', 'open sesame']
  const path = (name: string) => join(folder, name)
  const AUTHORITY = 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
  writeFileSync(path('authority.ext'), AUTHORITY)
  writeFileSync(path('leaf.ext'), 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n')
  writeFileSync(path('server.ext'), 'basicConstraints=critical,CA:FALSE\nsubjectAltName=IP:127.0.0.1\n')
  const subjects = {
    root: '/CN=Test Root CA',
    wwdr: '/CN=Test Developer Relations/OU=G4',
    certificate: `/UID=${passTypeId}/CN=Pass Type ID: ${passTypeId}/OU=${teamId}/O=Example`,
    server: '/CN=Test push service',
  }
  const key = (name: string) => path(`${name}.key`)
  const make = (name: keyof typeof subjects, by: keyof typeof subjects, extensions: string, life: number) => {
    openssl(folder, 'genrsa', '-out', key(name), '2048')
    openssl(folder, 'req', '-new', '-key', key(name), '-subj', subjects[name], '-out', path('request'))
    const signer =
      name === by ? ['-signkey', key(name)] : ['-CA', path(`${by}.pem`), '-CAkey', key(by), '-CAcreateserial']
    const args = ['-req', '-in', path('request'), '-days', String(life), '-extfile', path(extensions)]
    openssl(folder, 'x509', ...args, '-sha256', ...signer, '-out', path(`${name}.pem`))
  }
  make('root', 'root', 'authority.ext', 3650)
  make('wwdr', 'root', 'authority.ext', 3650)
  make('certificate', 'wwdr', 'leaf.ext', days)
  make('server', 'root', 'server.ext', 30)
  const files = {
    root: path('root.pem'),
    wwdr: path('wwdr.pem'),
    certificate: path('certificate.pem'),
    key: key('certificate'),
    encryptedKey: path('encrypted.key'),
    server: path('server.pem'),
    serverKey: key('server'),
  }
  const encrypt = ['-topk8', '-in', files.key, '-passout', `pass:${passphrase}`, '-out', files.encryptedKey]
  openssl(folder, 'pkcs8', ...encrypt)
  return {
    passTypeId,
    teamId,
    passphrase,
    files,
    read: (name) => readFileSync(files[name], 'utf8'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The files in a `.pkpass`, which is a ZIP. */
export const filesInPass = (pass: Uint8Array): ReadonlyMap<string, Buffer> =>
  new Map(Object.entries(unzipSync(pass)).map(([name, bytes]) => [name, Buffer.from(bytes)]))

/**
 * What `openssl` says of the signature over the manifest, with the chain's root as the only one to trust: undefined
 * where it holds.
 */
export function signatureFault(files: ReadonlyMap<string, Uint8Array>, chain: TestChain): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-pkpass-'))
  try {
    for (const name of ['manifest.json', 'signature'])
      writeFileSync(join(folder, name), files.get(name) ?? new Uint8Array(0))
    const input = ['-inform', 'DER', '-in', 'signature', '-content', 'manifest.json', '-binary']
    openssl(folder, 'smime', '-verify', ...input, '-CAfile', chain.files.root, '-purpose', 'any')
    return undefined
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The key file of a service account, and the public key (PEM) that belongs to it. */
export function makeGoogleKeyFile(): {
  readonly file: string
  readonly email: string
  readonly publicKey: string
} {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const email = 'passes@example-department.iam.gserviceaccount.com'
  const file = JSON.stringify({
    type: 'service_account',
    private_key_id: 'test-key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: email,
  })
  return { file, email, publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString() }
}
