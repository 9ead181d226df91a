/** The pages besides the camera, each with an address of its own, so that Back leads back. */
export type Route = 'scan' | 'settings' | 'type' | 'today'

export function routeOf(hash: string): Route {
  switch (hash) {
    case '#settings':
      return 'settings'
    case '#type':
      return 'type'
    case '#today':
      return 'today'
    default:
      return 'scan'
  }
}
