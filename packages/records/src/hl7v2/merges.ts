import { isPlaceholderNumber, partnerOf } from '../identity.ts'
import type { ReportedMerge } from '../report.ts'
import type { Fault } from './faults.ts'
import { identifierOf } from './person.ts'
import type { Segment } from './segments.ts'

/** ADT events that say whether two numbers are one person (HL7 2.5.1, sections 3.3.24, 3.3.37 and 3.3.40). */
const EVENTS = { A24: 'linked', A37: 'parted', A40: 'merged' } as const
export type MergeEvent = keyof typeof EVENTS

/** MSH-9.2, else EVN-1: older senders name the event there alone. */
export function mergeEvent(msh: Segment, segments: readonly Segment[]): MergeEvent | undefined {
  const code = msh.first(9).value(2, 0) ?? segments.find(({ name }) => name === 'EVN')?.value(1)
  return code !== undefined && isMergeEvent(code) ? code : undefined
}

const isMergeEvent = (code: string): code is MergeEvent => Object.hasOwn(EVENTS, code)

export interface ReadMerges {
  readonly merges: readonly ReportedMerge[]
  readonly faults: readonly Fault[]
}

/** So many pairs of numbers in one message: more is a file of another kind. */
const MOST_PAIRS = 200
const MOST_FAULTS = 50

/** What a message says of numbers for people; the demographics beside them are no statement about a record. */
export function readMerges(event: MergeEvent, msh: Segment, segments: readonly Segment[]): ReadMerges {
  const read = event === 'A40' ? mergedGroups(msh, segments) : twoPeople(event, msh, segments)
  // Each fault is kept with the whole message: what is wrong from end to end is kept once.
  if (read.merges.length <= MOST_PAIRS && read.faults.length <= MOST_FAULTS) return read
  const reason = `The message names more than ${MOST_PAIRS} pairs of numbers, or more than ${MOST_FAULTS} of its groups are at fault. Send smaller ones.`
  return { merges: [], faults: [{ segment: msh, code: 'invalid-value', reason }] }
}

const NO_MRG = 'No MRG follows that says which number was given up. Send it.'
const NO_PID = 'There is no PID in front of it that says which number goes on. Send it.'

/** A40: groups of PID, the number that goes on, and MRG, the numbers that were given up. */
function mergedGroups(msh: Segment, segments: readonly Segment[]): ReadMerges {
  const merges: ReportedMerge[] = []
  const faults: Fault[] = []
  let pid: Segment | undefined
  let isOpen = false
  const close = (): void => {
    if (pid !== undefined && isOpen) faults.push({ segment: pid, code: 'missing', reason: NO_MRG })
  }
  for (const segment of segments) {
    if (segment.name === 'PID') {
      close()
      pid = segment
      isOpen = true
    } else if (segment.name === 'MRG') {
      isOpen = false
      if (pid === undefined) faults.push({ segment, code: 'missing', reason: NO_PID })
      else {
        const read = mergeOf(pid, segment)
        if ('reason' in read) faults.push(read)
        else merges.push(...read)
      }
    }
  }
  close()
  if (merges.length + faults.length === 0)
    faults.push({ segment: msh, code: 'missing', reason: 'There is no PID and no MRG in it. Send both.' })
  return { merges, faults }
}

function mergeOf(pid: Segment, mrg: Segment): ReportedMerge[] | Fault {
  const survivors = numbersOf(pid, 3)
  if ('reason' in survivors) return survivors
  const givenUp = numbersOf(mrg, 1)
  if ('reason' in givenUp) return givenUp
  // Numbers that were given up come back among those that go on.
  const going = survivors.filter((number) => !givenUp.includes(number))
  if (going.length === 0) {
    const reason = 'The same number stands on both sides. Send in PID-3 the one that goes on.'
    return { segment: mrg, field: 1, code: 'contradiction', reason }
  }
  return givenUp.map((other) => ({ says: 'merged', survivor: partnerOf(other, going), other }))
}

/** A24 and A37: two PID, in no order. */
function twoPeople(
  event: Exclude<MergeEvent, 'A40'>,
  msh: Segment,
  segments: readonly Segment[],
): ReadMerges {
  const fault = (found: Fault): ReadMerges => ({ merges: [], faults: [found] })
  const [first, second, third] = segments.filter(({ name }) => name === 'PID')
  if (first === undefined || second === undefined) {
    const reason = 'There have to be two PID, one for each number. Send both.'
    return fault({ segment: first ?? msh, code: 'missing', reason })
  }
  if (third !== undefined) {
    const reason = 'There is a third PID. Send a message for each two.'
    return fault({ segment: third, code: 'invalid-value', reason })
  }
  const ones = numbersOf(first, 3)
  if ('reason' in ones) return fault(ones)
  const others = numbersOf(second, 3)
  if ('reason' in others) return fault(others)
  if (others.some((number) => ones.includes(number))) {
    const reason = 'The same number stands in both PID. Send the two that are meant.'
    return fault({ segment: second, field: 3, code: 'contradiction', reason })
  }
  const merges = others.flatMap((other): ReportedMerge[] =>
    event === 'A24'
      ? [{ says: 'linked', survivor: partnerOf(other, ones), other }]
      : ones.map((survivor) => ({ says: 'parted', survivor, other })),
  )
  return { merges, faults: [] }
}

/** CX. What stands for "no number" names everybody who has none. */
function numbersOf(segment: Segment, field: number): readonly string[] | Fault {
  const numbers = [...new Set(segment.repetitions(field).flatMap(identifierOf))]
  if (numbers.length === 0) {
    const reason = 'There is no number in it that may be kept. Send the number and who assigned it.'
    return { segment, field, code: 'missing', reason }
  }
  const placeholder = segment
    .repetitions(field)
    .findIndex((part) => isPlaceholderNumber(part.value(1, 0) ?? '') && part.value(1, 0) !== undefined)
  if (placeholder < 0) return numbers
  const reason = 'It is no number, but stands for one that is not known. Send the real one.'
  return { segment, field, repetition: placeholder + 1, code: 'invalid-value', reason }
}
