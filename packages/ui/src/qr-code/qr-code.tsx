export interface QrCodeProps {
  /** Rows of modules, true is dark; without the quiet zone. */
  readonly modules: readonly (readonly boolean[])[]
  /** What a screen reader says of it. */
  readonly label: string
}

/** ISO/IEC 18004 wants four light modules around the code; they belong to the picture, whatever is behind it. */
const QUIET = 4

/** Black on white in every theme. */
export function QrCode({ modules, label }: QrCodeProps) {
  const size = modules.length + 2 * QUIET
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr__light" d={`M0 0h${size}v${size}H0z`} />
      <path d={darkModules(modules)} />
    </svg>
  )
}

/** One rectangle for each horizontal run of dark modules. */
function darkModules(modules: QrCodeProps['modules']): string {
  let path = ''
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      const start = x
      while (row[x]) x++
      if (x > start) path += `M${start + QUIET} ${y + QUIET}h${x - start}v1h-${x - start}z`
    }
  })
  return path
}
