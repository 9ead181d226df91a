import { createHash } from 'node:crypto'
import { code } from '../pass-vectors/message.ts'
import { type Around, archive, type Item } from './archive.ts'
import { type SignatureParts, signatureOver } from './signature.ts'
import { SIGNER } from './trust.ts'

export interface Vector {
  /** The file's name, and the fault's. */
  readonly name: string
  readonly file: Buffer
  /** When other than `AT`. */
  readonly at?: string
  readonly expect: {
    readonly genuine: boolean | null
    readonly status: string
    readonly kind?: string
    readonly reason?: string
    readonly showsOther?: true
  }
}

export type Files = Readonly<Record<string, Uint8Array>>

export const barcode = (message: string) => ({
  format: 'PKBarcodeFormatQR',
  message,
  messageEncoding: 'iso-8859-1',
})

/** What stands in `pass.json`, with some members changed, or left out where they are undefined. */
export const passJson = (change: object = {}, text = code()): Buffer =>
  Buffer.from(
    JSON.stringify({
      formatVersion: 1,
      passTypeIdentifier: 'pass.gov.example.health',
      serialNumber: '00112233445566778899aabbccddeeff',
      teamIdentifier: 'A1B2C3D4E5',
      organizationName: 'Example State',
      description: 'Health pass',
      expirationDate: '2022-05-01T04:00:00.000Z',
      barcodes: [barcode(text)],
      generic: { primaryFields: [{ key: 'name', value: 'Amalia Sofía Okonkwo-Reyes' }] },
      ...change,
    }),
  )

/** One pixel. */
const ICON = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
)

export const filesOf = (pass = passJson()): Files => ({
  'pass.json': pass,
  'icon.png': ICON,
  'icon@2x.png': ICON,
  'es.lproj/pass.strings': Buffer.from('"Health pass" = "Pase de salud";\n'),
})

const sha1 = (content: Uint8Array) => createHash('sha1').update(content).digest('hex')
export const digestsOf = (files: Files): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha1(content)]))

export interface Making {
  readonly files?: Files
  /** In place of the digests of all files. */
  readonly manifest?: (digests: Record<string, string>) => unknown
  readonly signature?: Partial<SignatureParts>
  /** Once all is signed. */
  readonly afterwards?: (items: readonly Item[]) => readonly Item[]
  readonly around?: Around
}

/** A file of Apple Wallet, good but for what is changed. */
export function walletFile({
  files = filesOf(),
  manifest,
  signature,
  afterwards,
  around,
}: Making = {}): Buffer {
  const said = manifest?.(digestsOf(files)) ?? digestsOf(files)
  const list = Buffer.from(typeof said === 'string' ? said : JSON.stringify(said))
  const all = {
    ...files,
    'manifest.json': list,
    signature: signatureOver(list, { signer: SIGNER, ...signature }),
  }
  const items = Object.entries(all).map(([name, content]) => ({ name, content }))
  return archive(afterwards?.(items) ?? items, around)
}

export const without = (name: string) => (items: readonly Item[]) =>
  items.filter((item) => item.name !== name)
export const changed = (name: string, change: (item: Item) => Partial<Item>) => (items: readonly Item[]) =>
  items.map((item) => (item.name === name ? { ...item, ...change(item) } : item))
