import { isWalletFile, LIMITS, looksLikeCredential } from '@excelsior/credentials'
import { bytesOf } from './pdf/pdf.ts'
import type { CodesRead } from './picture.ts'

/** What may be chosen beside pictures and documents. Some systems know these files by their type, others by their name. */
export const CREDENTIAL_FILES =
  '.smart-health-card,.pkpass,application/smart-health-card,application/vnd.apple.pkpass'

/** Bytes by which a file is told. */
const HEAD = 400
/** As many as a call takes for arguments. */
const AT_ONCE = 0x2000

/** A file that is a credential itself, by its content; undefined for all else, pictures above all. */
export async function readCredentialFile(
  file: Blob,
): Promise<CodesRead | { readonly ok: false; readonly reason: 'too-large' } | undefined> {
  const head = await bytesOf(file.slice(0, HEAD))
  if (!head) return undefined
  const begun = textOf(head)
  const wallet = isWalletFile(begun)
  if (!wallet && !looksLikeCredential(unmarked(begun))) return undefined
  if (file.size > (wallet ? LIMITS.walletFileBytes : LIMITS.fileCharacters))
    return { ok: false, reason: 'too-large' }
  const bytes = await bytesOf(file)
  if (!bytes) return undefined
  const text = wallet ? textOf(bytes) : unmarked(textOf(bytes))
  return { ok: true, text, texts: [text] }
}

/** A byte, a character: credentials are of such letters alone, and files of Apple Wallet go this way too. */
function textOf(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer)
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += AT_ONCE)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + AT_ONCE)))
  return parts.join('')
}

/** Without a mark of byte order, in UTF-8, and the blanks around. */
const unmarked = (text: string): string => text.replace(/^\u00ef\u00bb\u00bf/, '').trim()
