import { drawnAs } from './passes/kept-pass.ts'
import type { ScreenProps } from './screen-props.ts'
import { Add } from './screens/add.tsx'
import { CameraPage } from './screens/camera-page.tsx'
import { Device } from './screens/device.tsx'
import { Locked } from './screens/locked.tsx'
import { More } from './screens/more.tsx'
import { OpenPass } from './screens/open-pass.tsx'
import { Passes } from './screens/passes.tsx'
import { Paste } from './screens/paste.tsx'

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
