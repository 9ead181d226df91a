import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PICTURES, type PictureName } from './guides.ts'

export interface GuidePicture {
  /** Holds a digest of its content, so it may be kept for ever. */
  readonly href: string
  /** Pixels of the file, two for each that is shown or a little less. */
  readonly width: number
  readonly height: number
}

/** Those of one language. One that is missing is left out: the words say all. */
export type GuidePictures = Readonly<Partial<Record<PictureName, GuidePicture>>>

export interface PictureFile {
  readonly href: string
  readonly bytes: Buffer
}

/** Where `npm run screens -- --guides` writes them: a folder for each language. */
const PICTURES_FOLDER = resolve(import.meta.dirname, '../../guide-pictures')
const PATH = '/assets/guides/'

/** All pictures of all languages, from disk. */
export function readGuidePictures(folder = PICTURES_FOLDER) {
  const of = new Map<string, GuidePictures>()
  const files: PictureFile[] = []
  for (const locale of existsSync(folder) ? readdirSync(folder) : []) {
    const pictures: Partial<Record<PictureName, GuidePicture>> = {}
    for (const name of PICTURES) {
      const path = join(folder, locale, `${name}.png`)
      if (!existsSync(path)) continue
      const bytes = readFileSync(path)
      const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 10)
      const href = `${PATH}${locale}/${name}-${digest}.png`
      pictures[name] = { href, ...sizeOf(bytes) }
      files.push({ href, bytes })
    }
    of.set(locale, pictures)
  }
  return { of: (locale: string): GuidePictures => of.get(locale) ?? {}, files }
}

/** PNG (ISO/IEC 15948) 11.2.1: width and height are the first eight bytes of IHDR, which comes first. */
const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) })
