import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { qrCode } from '@excelsior/credentials'
import { type Instant, type PartialDate, type Policy, parsePolicy } from '@excelsior/domain'
import { readLocales } from '@excelsior/ui/locales'
import { parseContacts } from '../contacts.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import type { Seal } from '../routes/sealed-cookie.ts'

const DATA = resolve(import.meta.dirname, '../../../../data')
const json = (path: string): unknown => JSON.parse(readFileSync(resolve(DATA, path), 'utf8'))

/** Monday, 14 June 2021, 14:32 in New York. */
export const NOW = Date.parse('2021-06-14T14:32:00-04:00') as Instant

export const catalogs = readLocales(resolve(DATA, 'locales'))
export const contacts = parseContacts(json('contacts/us-ny.json'))
export const policy: Policy = newYork()

function newYork(): Policy {
  const parsed = parsePolicy(json('policies/us-ny.json'))
  const version = parsed.ok ? parsed.document.versions.at(-1) : undefined
  if (version === undefined) throw new Error('the policy has a fault')
  return version
}

/** As long as a real code, and none. */
const CODE = `EP1:${'6BF+70790T9WJWG.FKY*4GO0.O1CV2 O5 N2FBBRW1*70HS8WY04AC*WIFN0AHCD8KD97TK0F90KECTHGWJC0FDC:5AIA'.repeat(3).slice(0, 280)}`

export const ROSA: IssuedPass = {
  type: 'vaccination',
  givenName: 'Rosa',
  familyName: 'Quiñones Delgado',
  birthDate: '1988-03-04' as PartialDate,
  issued: NOW,
  expires: Date.parse('2021-11-13T00:00:00-05:00') as Instant,
  qr: CODE,
}

export const shown = (pass: IssuedPass) => ({ ...pass, modules: qrCode(pass.qr).modules })

/** AES-256-GCM under a key of this run. */
export function createTestSeal(): Seal {
  const key = randomBytes(32)
  return {
    close: (plain, purpose) => {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
    },
    open: (sealed, purpose) => {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < 28) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(bytes.subarray(12, 28))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
      } catch {
        return undefined
      }
    },
  }
}
