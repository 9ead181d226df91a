import type { Instant } from '@excelsior/domain'
import { isPlaceholderNumber, keyOf } from '../identity.ts'
import type { Moment } from '../times.ts'
import type { Part, Segment } from './segments.ts'

/** An OBR with all that belongs to it. A result may stand behind the specimen it was made from. */
export interface OrderGroup {
  readonly orc: Segment | undefined
  readonly obr: Segment | undefined
  readonly results: { readonly obx: Segment; readonly specimensBefore: number }[]
  readonly specimens: Segment[]
}

/** What every record of a message needs to know of it. */
export interface MessageFacts {
  /** MSH-4: says whose number it is where a number does not say so itself. */
  readonly sendingFacility: string | undefined
  /** MSH-7. */
  readonly sentAt: Instant | undefined
  readonly sent: Moment | undefined
}

/** EI: a number and who gave it, as one text; undefined for none and for the usual fillers. */
export function orderNumber(part: Part | undefined, message: MessageFacts): string | undefined {
  const id = part?.value(1, 0)
  if (part === undefined || id === undefined || isPlaceholderNumber(id)) return undefined
  return keyOf(id, part.value(2, 0) ?? part.value(3, 0) ?? message.sendingFacility)
}

/** EIP in SPM-2: the filler's number, else the placer's; each is an EI of subcomponents. */
export function specimenNumber(specimen: Segment | undefined): string | undefined {
  const part = specimen?.first(2)
  for (const component of [2, 1]) {
    const id = part?.value(component, 1)
    if (id !== undefined && !isPlaceholderNumber(id)) return keyOf(id, part?.value(component, 2))
  }
  return undefined
}

/** CE and CWE: the code and the alternate one, each with its name and coding system. */
export interface CodedElement {
  readonly code: string | undefined
  readonly display: string | undefined
  readonly system: string | undefined
}

export function codedElements(part: Part): readonly CodedElement[] {
  const elements: CodedElement[] = []
  for (const start of [1, 4]) {
    const code = part.value(start, 0)
    const display = part.value(start + 1, 0)
    if (code !== undefined || display !== undefined)
      elements.push({ code, display, system: part.value(start + 2, 0)?.toUpperCase() })
  }
  return elements
}
