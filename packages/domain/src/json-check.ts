/** What is wrong with a document, and where: `$.versions[0].pcr.validDays`. */
export interface Fault {
  readonly path: string
  /** What is expected and what was found, in plain words. */
  readonly message: string
}

/** A value in a JSON document under check. All places of one document share `faults`, where each reader reports. */
export interface JsonPlace {
  readonly json: unknown
  readonly path: string
  readonly faults: Fault[]
}

// Each reader reports what is wrong and then returns a stand-in, so that one pass finds every fault. The result
// may be used only when `faults` stayed empty.

export function fault(at: JsonPlace, message: string): void {
  at.faults.push({ path: at.path, message })
}

/** The places of exactly these keys; each missing and each other key is a fault. */
export function fields<const K extends string>(
  at: JsonPlace,
  keys: readonly K[],
): Readonly<Record<K, JsonPlace>> {
  const isThere = isObject(at.json)
  if (!isThere) expected(at, `an object with the keys ${keys.join(', ')}`)
  const found = new Map(isThere ? Object.entries(at.json) : []) // own keys only: __proto__ is one like any other
  for (const key of found.keys()) {
    if (!keys.includes(key as K)) {
      fault({ ...at, path: `${at.path}${step(key)}` }, `unknown key: the keys here are ${keys.join(', ')}`)
    }
  }
  // Where the object itself is missing, its keys are not reported one by one.
  const faults = isThere ? at.faults : []
  const places = keys.map((key) => [key, { json: found.get(key), path: `${at.path}.${key}`, faults }])
  return Object.fromEntries(places) as Record<K, JsonPlace>
}

export function items(at: JsonPlace, atLeast: number, atMost: number): readonly JsonPlace[] {
  if (!Array.isArray(at.json) || at.json.length < atLeast || at.json.length > atMost) {
    expected(at, `a list of ${atLeast} to ${atMost} entries`)
    return []
  }
  return at.json.map((json: unknown, index) => ({ json, path: `${at.path}[${index}]`, faults: at.faults }))
}

export function wholeNumber(at: JsonPlace, from: number, to: number): number {
  if (typeof at.json === 'number' && Number.isInteger(at.json) && at.json >= from && at.json <= to)
    return at.json
  expected(at, `a whole number from ${from} to ${to}`)
  return from
}

export function yesOrNo(at: JsonPlace): boolean {
  if (typeof at.json !== 'boolean') expected(at, 'true or false')
  return at.json === true
}

/** Text that `accepts` takes; `description` says what that is: "a CVX code of two or three digits". */
export function text(at: JsonPlace, description: string, accepts: (text: string) => boolean): string {
  if (typeof at.json === 'string' && at.json.length <= 200 && accepts(at.json)) return at.json
  expected(at, description)
  return ''
}

function expected(at: JsonPlace, description: string): void {
  fault(
    at,
    at.json === undefined
      ? `missing: expected ${description}`
      : `expected ${description}, found ${shown(at.json)}`,
  )
}

/** Reports every value that has been there before. */
export function unique(
  entries: readonly { readonly at: JsonPlace; readonly value: string }[],
  what: string,
): void {
  const first = new Map<string, string>()
  for (const { at, value } of entries) {
    if (value === '') continue // a stand-in: reported already
    const before = first.get(value)
    if (before !== undefined) fault(at, `${what} ${shown(value)} is already at ${before}`)
    else first.set(value, at.path)
  }
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function shown(json: unknown): string {
  if (Array.isArray(json)) return `a list of ${json.length}`
  if (isObject(json)) return 'an object'
  const written = JSON.stringify(json) ?? 'nothing'
  return written.length > 60 ? `${written.slice(0, 60)}…` : written
}

const step = (key: string): string => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)
