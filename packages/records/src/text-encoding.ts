/** Both are pure, and in every engine; the language's own library just does not list them. */
declare const TextDecoder: {
  new (
    label: string,
    options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  ): { decode(bytes: Uint8Array): string }
}
declare const TextEncoder: { new (): { encode(text: string): Uint8Array } }

const encoder = new TextEncoder()

export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text)
}

export type TextEncoding =
  | 'ascii'
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'windows-1254'
  | 'big5'
  | 'gb18030'
  | 'euc-kr'
  | `iso-8859-${2 | 3 | 4 | 5 | 6 | 7 | 8 | 15}`

const decoders = new Map<TextEncoding, { decode(bytes: Uint8Array): string }>()

/** The text, or undefined where a byte has no meaning: nothing is ever replaced by U+FFFD. */
export function decodeStrictly(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  if (encoding === 'ascii' && !isAscii(bytes)) return undefined
  const label = encoding === 'ascii' ? 'utf-8' : encoding
  let decoder = decoders.get(label)
  if (!decoder) {
    decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true })
    decoders.set(label, decoder)
  }
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return undefined
  }
  // The web's decoders give C1 controls for the bytes that windows code pages leave open.
  return encoding.startsWith('windows-') && hasC1Control(text) ? undefined : text
}

function hasC1Control(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0x80 && code < 0xa0) return true
  }
  return false
}

function isAscii(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if ((bytes[index] ?? 0) >= 0x80) return false
  return true
}

/** The byte order mark in front, and its length. */
export function byteOrderMark(bytes: Uint8Array): { encoding: TextEncoding; length: number } | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (first === 0xfe && second === 0xff) return { encoding: 'utf-16be', length: 2 }
  return undefined
}

/** What packed bytes are, by how they begin; undefined where they may be text. */
export function archiveNamed(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4)
    return 'a ZIP archive, as spreadsheets are'
  return first === 0x1f && second === 0x8b ? 'a compressed file (gzip)' : undefined
}
