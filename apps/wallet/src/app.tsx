import { laterScreen } from './later-screen.tsx'
import { drawnAs, type WalletPass } from './passes/kept-pass.ts'
import type { ScreenProps } from './screen-props.ts'
import { OpenPass } from './screens/open-pass.tsx'
import { Passes } from './screens/passes.tsx'

/** What is not needed at a door is not waited for when the wallet opens. */
const Add = laterScreen<ScreenProps>(async () => (await import('./screens/add.tsx')).Add)
const CameraPage = laterScreen<ScreenProps>(
  async () => (await import('./screens/camera-page.tsx')).CameraPage,
)
const Device = laterScreen<ScreenProps>(async () => (await import('./screens/device.tsx')).Device)
const Locked = laterScreen<ScreenProps>(async () => (await import('./screens/locked.tsx')).Locked)
const More = laterScreen<ScreenProps & { readonly pass: WalletPass }>(
  async () => (await import('./screens/more.tsx')).More,
)
const Paste = laterScreen<ScreenProps>(async () => (await import('./screens/paste.tsx')).Paste)

/** Has the screens that come later at hand, so that nobody waits for them. */
export function loadScreens(): void {
  for (const screen of [Add, CameraPage, Device, Locked, More, Paste]) screen.load().catch(() => {})
}

export function App({ wallet, t }: ScreenProps) {
  const { route } = wallet
  const screen = { wallet, t }
  if (wallet.lock === 'locked') return <Locked {...screen} />
  switch (route.page) {
    case 'passes':
      return <Passes {...screen} />
    case 'add':
      return <Add key="add" {...screen} />
    case 'camera':
      return <CameraPage {...screen} />
    case 'paste':
      return <Paste {...screen} />
    case 'device':
      return <Device {...screen} />
    case 'open':
    case 'more': {
      const pass = wallet.passes.find(({ id }) => id === route.id)
      if (!pass) return <Passes {...screen} />
      // What no longer holds is never drawn as a pass.
      return route.page === 'open' && drawnAs(pass) !== 'over' ? (
        <OpenPass key={pass.id} {...screen} pass={pass} />
      ) : (
        <More key={pass.id} {...screen} pass={pass} />
      )
    }
  }
}
