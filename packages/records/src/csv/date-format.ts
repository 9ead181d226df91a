/** How a column writes days and times: `DD.MM.YYYY`, `M/D/YYYY h:mm A`. */
export interface DateFormat {
  readonly pieces: readonly Piece[]
}
type Piece = { readonly part: Part } | { readonly text: string }

const PARTS = ['YYYY', 'MM', 'M', 'DD', 'D', 'HH', 'H', 'hh', 'h', 'mm', 'ss', 'A'] as const
type Part = (typeof PARTS)[number]

/** Undefined where it names no year, month and day, or one part twice, or an hour of twelve without `A`. */
export function parseDateFormat(text: string): DateFormat | undefined {
  if (text.length > 40) return undefined
  const pieces: Piece[] = []
  for (let at = 0; at < text.length; ) {
    const part = PARTS.find((each) => text.startsWith(each, at))
    if (part !== undefined) pieces.push({ part })
    else if (isLetter(text.charAt(at)) && text.charAt(at) !== 'T') return undefined
    else pieces.push({ text: text.charAt(at) })
    at += part?.length ?? 1
  }
  const parts = pieces.flatMap((piece) => ('part' in piece ? [piece.part.charAt(0)] : []))
  const has = (part: string): boolean => parts.includes(part)
  const isWhole = ['Y', 'M', 'D'].every(has) && new Set(parts).size === parts.length
  const hasClock = has('h') === has('A') && !(has('h') && has('H')) && (has('h') || has('H')) === has('m')
  return isWhole && hasClock && (!has('s') || has('m')) ? { pieces } : undefined
}

function isLetter(character: string): boolean {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
}

/** ISO 8601 of a text in this format; undefined where it is in another. Whether there is such a day is not asked. */
export function isoOf(text: string, { pieces }: DateFormat): string | undefined {
  const read = new Map<string, string>()
  let at = 0
  for (const piece of pieces) {
    if ('text' in piece) {
      if (text.charAt(at) !== piece.text) return undefined
      at++
      continue
    }
    const value = valueAt(text, at, piece.part)
    if (value === undefined) return undefined
    read.set(piece.part.charAt(0), value)
    at += value.length
  }
  if (at !== text.length) return undefined
  const part = (name: string): string => (read.get(name) ?? '').padStart(2, '0')
  const day = `${read.get('Y')}-${part('M')}-${part('D')}`
  const hour = read.has('h') ? hourOfDay(Number(read.get('h')), read.get('A') ?? '') : read.get('H')
  if (hour === undefined) return read.has('h') ? undefined : day
  const seconds = read.has('s') ? `:${part('s')}` : ''
  return `${day}T${hour.padStart(2, '0')}:${part('m')}${seconds}`
}

function valueAt(text: string, at: number, part: Part): string | undefined {
  if (part === 'A') {
    const half = text.slice(at, at + 2)
    return ['AM', 'PM'].includes(half.toUpperCase()) ? half : undefined
  }
  const [least, most] = part.length === 1 ? [1, 2] : [part.length, part.length]
  let end = at
  while (end < at + most && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++
  return end - at >= least ? text.slice(at, end) : undefined
}

function hourOfDay(hour: number, half: string): string | undefined {
  if (hour < 1 || hour > 12) return undefined
  return String((hour % 12) + (half.toUpperCase() === 'PM' ? 12 : 0))
}
