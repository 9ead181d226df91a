/** The screens, each with an address, so that Back leads back. An id is of chance and says nothing of a pass. */
export type Route =
  | { readonly page: 'passes' | 'add' | 'camera' | 'paste' | 'device' }
  | { readonly page: 'open' | 'more'; readonly id: string }

export function routeOf(hash: string): Route {
  const [page, id = ''] = hash.slice(1).split('/')
  switch (page) {
    case 'add':
    case 'camera':
    case 'paste':
    case 'device':
      return { page }
    case 'open':
    case 'more':
      return { page, id }
    default:
      return { page: 'passes' }
  }
}

export const addressOf = (route: Route): string =>
  'id' in route ? `#${route.page}/${route.id}` : `#${route.page}`
