import type { Instant } from '@excelsior/domain'
import { zoneOf } from '@excelsior/offline'
import type { FirstScreen } from '@excelsior/ui/first-screen'
import { languagesFor, TEXTS } from '../app-texts.ts'
import { PLACES, type Place } from '../device/place.ts'
import type { ListedWallet } from '../screen-props.ts'
import { Passes } from '../screens/passes.tsx'

const nothing = () => {}

/** Nothing is kept, and the browser has promised nothing. */
const emptyWallet = (place: Place, demo: boolean): ListedWallet => ({
  place,
  now: () => 0 as Instant,
  zone: zoneOf(undefined),
  people: [],
  passes: [],
  lasting: true,
  promise: 'refused',
  installOffered: false,
  install: nothing,
  undo: nothing,
  adder: { state: { kind: 'idle' } },
  offline: { updateWaits: false, update: nothing },
  removal: { last: undefined, hold: nothing },
  trust: { view: { trust: { demo } } },
})

async function screensFor(demo: boolean): Promise<readonly FirstScreen[]> {
  const screens = languagesFor(demo).map(async ({ locale }) => {
    const t = await TEXTS.load(locale)
    return PLACES.map((place) => ({
      locale,
      demo,
      place,
      drawn: <Passes t={t} wallet={emptyWallet(place, demo)} />,
    }))
  })
  return (await Promise.all(screens)).flat()
}

/** As `App` draws it. */
export const FIRST_SCREENS = [...(await screensFor(false)), ...(await screensFor(true))]
