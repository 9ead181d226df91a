import { type QrCode, QUIET_ZONE } from './qr-code.ts'

/** An `<svg>` element, black on white, one unit a module with the quiet zone included. `title` names it for screen readers. */
export function qrSvg(code: QrCode, title?: string): string {
  const side = code.size + 2 * QUIET_ZONE
  const label = title === undefined ? 'aria-hidden="true"' : `role="img" aria-label="${escaped(title)}"`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges" ${label}>` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${darkRuns(code)}"/></svg>`
  )
}

/** One rectangle for each run of dark modules in a row. */
function darkRuns(code: QrCode): string {
  let path = ''
  code.modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const start = x
      while (row[x + 1]) x++
      path += `M${start + QUIET_ZONE} ${y + QUIET_ZONE}h${x + 1 - start}v1h${start - x - 1}z`
    }
  })
  return path
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
