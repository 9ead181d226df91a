import { decodeStrictly } from '../text-encoding.ts'
import { type Elsewhere, loneEntry } from './bundle.ts'
import { isObject, textAt } from './elements.ts'
import { parseJson } from './json.ts'
import { KeptReferences, NAMED } from './kept-references.ts'
import { LineCutter } from './line-cutter.ts'
import { openFhir } from './open.ts'

/** Characters in all, without what nothing is read of: 400 a patient, or so. */
const MOST = 256 * 1024 * 1024

/**
 * Patients, places and organisations of files that come together, such as `Patient.ndjson` beside
 * `Immunization.ndjson` of a bulk export: what a file does not hold itself is looked for here, by type and id. Two of one
 * type and id are ambiguous, and neither is meant. Resources in a Bundle are that Bundle's own, and not among them.
 */
export class Companions {
  readonly #kept: KeptReferences

  constructor(most = MOST) {
    this.#kept = new KeptReferences(most)
  }

  get references(): Elsewhere {
    return this.#kept
  }

  /** Whatever else the file holds is passed over. False where there is no room for all of it: then nobody is meant. */
  add(bytes: Uint8Array): boolean {
    const opening = openFhir(bytes)
    let step = opening.next()
    while (step.done !== true) step = opening.next()
    for (const entry of step.value.entries) {
      if (!entry.isWrapped) this.#kept.add(entry)
      if (this.#kept.isFull) return false
    }
    return true
  }

  /** The same of a file of resources one a line, however long it is. */
  async addLines(chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
    const lines = new LineCutter()
    for await (const chunk of chunks) {
      for (const { bytes, isWhole } of lines.push(chunk)) if (isWhole && !this.#addLine(bytes)) return false
    }
    const last = lines.end()
    return last === undefined || !last.isWhole || this.#addLine(last.bytes)
  }

  #addLine(bytes: Uint8Array): boolean {
    const text = decodeStrictly(bytes, 'utf-8')
    // Most lines are doses and results, and need not be read for this.
    if (text === undefined || !NAMED.some((type) => text.includes(`"${type}"`))) return true
    const parsed = parseJson(text)
    const resource = parsed.ok && isObject(parsed.value) ? parsed.value : undefined
    if (NAMED.includes(textAt(resource, 'resourceType') ?? '')) this.#kept.add(loneEntry(resource, text, 0))
    return !this.#kept.isFull
  }
}
