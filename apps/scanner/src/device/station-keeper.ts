import type { Instant } from '@excelsior/domain'
import { type Kept, otherPages } from '@excelsior/offline'
import type { LeaveTry } from '../screens/station-leave.tsx'
import { matches, slowHash } from './slow-hash.ts'
import {
  newStation,
  readStation,
  type Station,
  type StationCamera,
  tried,
  waitBeforeTry,
  withTriesElsewhere,
} from './station.ts'

/** Whether this device is a fixed station: for all open pages of this scanner alike. */
export interface StationKeeper {
  /** Absent where somebody of the venue holds the device. */
  readonly station: Station | undefined
  start(pin: string, camera: StationCamera): Promise<void>
  /** Milliseconds until the next try of the PIN. */
  wait(): number
  leave(pin: string): Promise<LeaveTry>
  /** Looks whether another page made a station of this device meanwhile. */
  look(): void
}

export interface StationKeeperOptions {
  readonly kept: Kept<'station'>
  readonly now: () => Instant
  /** It became a station, or is none any more. `elsewhere`: in another page. */
  readonly onTurn: (elsewhere: boolean) => void
}

export async function keepStation({ kept, now, onTurn }: StationKeeperOptions): Promise<StationKeeper> {
  let station = readStation(await kept.get('station'))

  const keep = async (next: Station | undefined) => {
    station = next
    await kept.put('station', station)
  }
  /** What is kept counts. But a station ends only when a page says that its PIN was right, never by itself. */
  const follow = async (left: boolean) => {
    const stored = readStation(await kept.get('station'))
    if (station ? stored || !left : !stored) return
    station = stored
    onTurn(true)
  }
  const others = otherPages('excelsior-scanner', ['station', 'left'], (word) => follow(word === 'left'))

  return {
    get station() {
      return station
    },
    async start(pin, camera) {
      await keep(newStation(await slowHash(pin), camera))
      others.tell('station')
      onTurn(false)
    },
    wait: () => (station ? waitBeforeTry(station, now()) : 0),
    async leave(pin) {
      if (!station) return 'wait'
      station = withTriesElsewhere(station, await kept.get('station'))
      if (waitBeforeTry(station, now()) > 0) return 'wait'
      // Counted and written down before it is looked at: a reload in between wins nothing.
      await keep(tried(station, now()))
      if (!station.pin || !(await matches(pin, station.pin))) return 'wrong'
      await keep(undefined)
      others.tell('left')
      onTurn(false)
      return 'left'
    },
    look() {
      follow(false)
    },
  }
}
