import { PASS_TYPES, type PassType } from '@excelsior/domain'
import { fieldsOf } from '@excelsior/offline'
import type { Layout } from '../scanning/keyboard-wedge.ts'

export interface Settings {
  /** The first screen was read and its button pressed. */
  readonly started: boolean
  /** What this venue takes. At least one. */
  readonly accepted: readonly PassType[]
  readonly sound: boolean
  readonly vibration: boolean
  /** Id of the camera chosen last. */
  readonly lens?: string
  /** What the venue's typing scanner makes of the 45 characters. */
  readonly layout?: Layout
  /** Whether the counts may be sent to the department. Nobody is taken to agree. */
  readonly sendCounts: boolean
  /** BCP 47; absent: the first of the browser's. */
  readonly language?: string
}

export const FIRST_SETTINGS: Settings = {
  started: false,
  accepted: PASS_TYPES,
  sound: true,
  vibration: true,
  sendCounts: false,
}

/** Reads settings of this and of earlier releases; what cannot be read takes its first value. */
export function readSettings(stored: unknown): Settings {
  const { started, accepted, sound, vibration, lens, layout, sendCounts, language } = fieldsOf(stored)
  const taken = Array.isArray(accepted) ? PASS_TYPES.filter((type) => accepted.includes(type)) : []
  return {
    started: started === true,
    accepted: taken.length > 0 ? taken : FIRST_SETTINGS.accepted,
    sound: sound !== false,
    vibration: vibration !== false,
    ...(typeof lens === 'string' ? { lens } : {}),
    ...(isLayout(layout) ? { layout } : {}),
    sendCounts: sendCounts === true,
    ...(typeof language === 'string' ? { language } : {}),
  }
}

const isLayout = (value: unknown): value is Layout =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((character) => typeof character === 'string')
