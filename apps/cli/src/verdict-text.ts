import type { Verdict } from '@excelsior/credentials'
import type { Zone } from '@excelsior/domain'

/** The contract's fields, in its order, and `hint`, `showsOther` or `demo` where they are set. */
export function verdictJson(verdict: Verdict, zone: Zone): string {
  const { format, genuine, status, kind, holder, expires, issuer, reason, ...more } = verdict
  const until = expires === null ? null : zone.format(expires)
  return JSON.stringify({ format, genuine, status, kind, holder, expires: until, issuer, reason, ...more })
}

/** For people. */
export function verdictText(verdict: Verdict, zone: Zone): string {
  const lines = [
    `${verdict.status.toUpperCase()}${verdict.reason === null ? '' : ` (${verdict.reason})`}${verdict.demo ? ' DEMONSTRATION' : ''}`,
  ]
  const { holder } = verdict
  if (verdict.kind !== null) lines.push(`kind     ${verdict.kind}`)
  if (holder) lines.push(`name     ${printable(`${holder.givenName} ${holder.familyName}`.trim())}`)
  if (holder?.latin)
    lines.push(`latin    ${printable(`${holder.latin.givenName} ${holder.latin.familyName}`.trim())}`)
  if (holder) lines.push(`born     ${holder.birthDate ?? 'not stated'}`)
  if (verdict.expires !== null) lines.push(`expires  ${zone.format(verdict.expires)}`)
  if (verdict.issuer !== null) lines.push(`issuer   ${printable(verdict.issuer)}`)
  if (verdict.showsOther)
    lines.push(
      'The file shows people another name than its code, or a later end. What stands here is the code’s.',
    )
  if (verdict.hint === 'damaged-copy')
    lines.push('The text is damaged, as copied text often is: scan the code itself.')
  return `${lines.join('\n')}\n`
}

/** Without what moves a terminal's cursor or turns the direction of text round. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}
