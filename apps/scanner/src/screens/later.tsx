import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A page that few open: its code comes when it is first wanted, from what is kept on this device. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
  let loaded: ComponentType<Props> | undefined
  return (props) => {
    const [, redraw] = useState(0)
    useEffect(() => {
      if (loaded) return
      load().then(
        (page) => {
          loaded = page
          redraw((count) => count + 1)
        },
        // Not to be had now: opening the page again tries again.
        () => location.replace('#scan'),
      )
    }, [])
    const Page = loaded
    return Page ? <Page {...props} /> : null
  }
}
