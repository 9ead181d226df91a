import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certified {
  readonly cert: string
  readonly key: string
}

/** An authority of a test's own: its root, and whatever it signs, by `openssl`. */
export interface Authority {
  readonly folder: string
  readonly root: string
  /** Days below 0 are over. Files `NAME.pem` and `NAME.key` in the folder. */
  issue(name: string, days?: number, hosts?: readonly string[]): Certified
  remove(): void
}

export function openAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-authority-'))
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' })
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')
  const key = (name: string) =>
    openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`)
  key('root')
  openssl(
    'req',
    '-x509',
    '-new',
    '-key',
    'root.key',
    '-subj',
    '/CN=Test root',
    '-days',
    '30',
    '-out',
    'root.pem',
  )
  return {
    folder,
    root: text('root.pem'),
    issue(name, days = 10, hosts = []) {
      key(name)
      openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${name}`, '-out', `${name}.csr`)
      const signer = [
        '-req',
        '-CA',
        'root.pem',
        '-CAkey',
        'root.key',
        '-CAcreateserial',
        '-days',
        String(days),
      ]
      if (hosts.length > 0) {
        writeFileSync(
          join(folder, `${name}.ext`),
          `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(',')}\n`,
        )
        signer.push('-extfile', `${name}.ext`)
      }
      openssl('x509', ...signer, '-in', `${name}.csr`, '-out', `${name}.pem`)
      return { cert: text(`${name}.pem`), key: text(`${name}.key`) }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
