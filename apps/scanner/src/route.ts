/** The pages besides the camera, each with an address of its own, so that Back leads back. */
export type Route = 'scan' | 'settings' | 'station' | 'type' | 'today' | 'leave'

/** A fixed station has two pages, whatever the address says: the camera, and the one that asks for the PIN. */
export function routeOf(hash: string, station: boolean): Route {
  if (station) return hash === '#leave' ? 'leave' : 'scan'
  switch (hash) {
    case '#settings':
      return 'settings'
    case '#station':
      return 'station'
    case '#type':
      return 'type'
    case '#today':
      return 'today'
    default:
      return 'scan'
  }
}
