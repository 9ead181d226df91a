/** A segment's fields by their number in the standard (MSH-2 is 2), each already composed and escaped. */
export interface Segment {
  readonly name: string
  readonly fields: Readonly<Record<number, string>>
}

export function segment(name: string, fields: Readonly<Record<number, string>>): Segment {
  return { name, fields }
}

/** The segment as text, without its CR. Empty fields at the end are left out. */
export function segmentText({ name, fields }: Segment): string {
  const last = Math.max(
    0,
    ...Object.entries(fields).flatMap(([number, text]) => (text === '' ? [] : [Number(number)])),
  )
  const texts: string[] = [name]
  // The field separator itself is MSH-1.
  for (let number = name === 'MSH' ? 2 : 1; number <= last; number++) texts.push(fields[number] ?? '')
  return texts.join('|')
}

/** A field of these components: escaped here, once. Empty ones at the end are left out. */
export function field(...components: readonly (string | undefined)[]): string {
  const texts = components.map((text) => escaped(text ?? ''))
  while (texts.at(-1) === '') texts.pop()
  return texts.join('^')
}

/** Subcomponents, for a component of `composed`. */
export function subcomponents(...parts: readonly string[]): string {
  return parts.map(escaped).join('&')
}

/** As `field`, of components that are composed already. */
export function composed(...components: readonly string[]): string {
  return components.join('^')
}

export function repetitions(...fields: readonly string[]): string {
  return fields.filter((each) => each !== '').join('~')
}

const ESCAPES: Readonly<Record<string, string>> = {
  '|': '\\F\\',
  '^': '\\S\\',
  '&': '\\T\\',
  '~': '\\R\\',
  '\\': '\\E\\',
  '\r': '\\X0D\\',
  '\n': '\\X0A\\',
}
const SPECIAL = /[|^&~\\\r\n]/g

function escaped(text: string): string {
  return text.replace(SPECIAL, (sign) => ESCAPES[sign] ?? sign)
}

/** `2021-06-01T09:00:00-04:00` or `2021-06-01` as HL7 writes it: `20210601090000-0400`, `20210601`. */
export function stampText(iso: string): string {
  const [day = '', time] = iso.split('T')
  const digits = day.replaceAll('-', '')
  return time === undefined ? digits : `${digits}${time.replaceAll(':', '')}`
}
