import type { Instant } from '@excelsior/domain'
import { fieldsOf } from '@excelsior/offline'
import { readSlowHash, type SlowHash } from './slow-hash.ts'

/** `chosen`: the one that was used for scanning before. */
export type StationCamera = 'front' | 'chosen'

/** A device that people use by themselves, until somebody enters the PIN. Kept, so that a reload ends nothing. */
export interface Station {
  /** Absent where it cannot be read any more: then no PIN is right, and nothing opens by itself. */
  readonly pin?: SlowHash
  readonly camera: StationCamera
  /** Wrong tries since the last right one, counted before each is looked at. */
  readonly failed: number
  readonly failedAt: Instant
}

/** Tries that cost no waiting. */
const FREE_TRIES = 5
/** Milliseconds; twice as long after each further wrong try. */
const FIRST_WAIT = 30_000
const LONGEST_WAIT = 900_000

/** Six digits at four tries an hour: more than ten years for half of them. */
export const isPin = (text: string): boolean => /^[0-9]{6,12}$/.test(text)

export const newStation = (pin: SlowHash, camera: StationCamera): Station => ({
  pin,
  camera,
  failed: 0,
  failedAt: 0 as Instant,
})

/** Milliseconds until the next try. A clock that was set back waits in full. */
export function waitBeforeTry({ failed, failedAt }: Station, now: Instant): number {
  if (failed < FREE_TRIES) return 0
  const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failed - FREE_TRIES))
  return Math.min(wait, Math.max(0, failedAt + wait - now))
}

export const tried = (station: Station, now: Instant): Station => ({
  ...station,
  failed: station.failed + 1,
  failedAt: now,
})

/** With the tries that another open page of this scanner wrote down: many pages try no more often than one. */
export function withTriesElsewhere(station: Station, stored: unknown): Station {
  const there = readStation(stored)
  return there && there.failed > station.failed
    ? { ...station, failed: there.failed, failedAt: there.failedAt }
    : station
}

/** Whatever is kept under its name is a station, damaged or not: what is locked stays locked. */
export function readStation(stored: unknown): Station | undefined {
  if (stored === undefined || stored === null) return undefined
  const { pin, camera, failed, failedAt } = fieldsOf(stored)
  const hash = readSlowHash(fieldsOf(pin))
  return {
    ...(hash ? { pin: hash } : {}),
    camera: camera === 'chosen' ? 'chosen' : 'front',
    failed: typeof failed === 'number' && failed >= 0 ? failed : FREE_TRIES,
    failedAt: (typeof failedAt === 'number' ? failedAt : 0) as Instant,
  }
}
