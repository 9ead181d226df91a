import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Font } from 'fontkit'

/** The cuts of the families that `typst/lettering.typ` names: package, file. All under the SIL Open Font License. */
const CUTS = [
  ['overpass', '400Regular/Overpass_400Regular'],
  ['overpass', '500Medium/Overpass_500Medium'],
  ['overpass', '700Bold/Overpass_700Bold'],
  ['overpass', '800ExtraBold/Overpass_800ExtraBold'],
  ['noto-sans', '400Regular/NotoSans_400Regular'],
  ['noto-sans', '700Bold/NotoSans_700Bold'],
  ['noto-sans-bengali', '400Regular/NotoSansBengali_400Regular'],
  ['noto-sans-bengali', '700Bold/NotoSansBengali_700Bold'],
  ['noto-sans-devanagari', '400Regular/NotoSansDevanagari_400Regular'],
  ['noto-sans-devanagari', '700Bold/NotoSansDevanagari_700Bold'],
  ['noto-sans-hebrew', '400Regular/NotoSansHebrew_400Regular'],
  ['noto-sans-hebrew', '700Bold/NotoSansHebrew_700Bold'],
  ['noto-sans-arabic', '400Regular/NotoSansArabic_400Regular'],
  ['noto-sans-arabic', '700Bold/NotoSansArabic_700Bold'],
  ['nanum-gothic', '400Regular/NanumGothic_400Regular'],
  ['nanum-gothic', '700Bold/NanumGothic_700Bold'],
  // The whole block of unified Han, in one weight.
  ['chocolate-classical-sans', '400Regular/ChocolateClassicalSans_400Regular'],
] as const

export interface Fonts {
  readonly files: readonly Buffer[]
  /** Whether every character of the text can be set. */
  has(text: string): boolean
}

/** Reads 20 MB and takes some tenths of a second: for a worker. */
export function loadFonts(): Fonts {
  const { resolve } = createRequire(import.meta.url)
  const files = CUTS.map(([name, file]) => readFileSync(resolve(`@expo-google-fonts/${name}/${file}.ttf`)))
  const regular = files.filter((_, index) => CUTS[index]?.[1].startsWith('400')).map(fontOf)
  return {
    files,
    has: (text) =>
      [...text].every(
        (character) =>
          UNSEEN.test(character) ||
          regular.some((font) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)),
      ),
  }
}

/** Needs no glyph of its own. The one blank that is drawn does. */
const UNSEEN = /^[[\s--\u1680]\p{Default_Ignorable_Code_Point}]$/v

function fontOf(file: Buffer): Font {
  const font = create(file)
  if (!('layout' in font)) throw new Error('one font is wanted, not a collection')
  return font
}
