import { decodeStrictly, encodeUtf8 } from '../text-encoding.ts'
import { loneEntry, References } from './bundle.ts'
import { isObject, textAt } from './elements.ts'
import { parseJson } from './json.ts'
import { openFhir } from './open.ts'

/** What doses and results refer to. */
const NAMED = ['Patient', 'Location', 'Organization']
/** Characters in all. */
const MOST = 64 * 1024 * 1024

/**
 * Patients, places and organisations of files that come together, such as `Patient.ndjson` beside
 * `Immunization.ndjson` of a bulk export: what a file does not hold itself is looked for here, by type and id. Two of one
 * type and id are ambiguous, and neither is meant. Resources in a Bundle are that Bundle's own, and not among them.
 */
export class Companions {
  readonly references = new References()
  #left: number

  constructor(most = MOST) {
    this.#left = most
  }

  /** Whatever else the file holds is passed over. False where there is no room for all of it: then nobody is meant. */
  add(bytes: Uint8Array): boolean {
    const opening = openFhir(bytes)
    let step = opening.next()
    while (step.done !== true) step = opening.next()
    for (const { resource, source, ordinal, isWrapped } of step.value.entries) {
      if (isWrapped || !NAMED.includes(textAt(resource, 'resourceType') ?? '')) continue
      this.#left -= source.length
      if (this.#left < 0) return false
      // A text of its own: a part of the file's would keep the whole file in memory.
      const own = decodeStrictly(encodeUtf8(source), 'utf-8') ?? ''
      const parsed = parseJson(own)
      if (parsed.ok && isObject(parsed.value)) this.references.add(loneEntry(parsed.value, own, ordinal))
    }
    return true
  }
}
