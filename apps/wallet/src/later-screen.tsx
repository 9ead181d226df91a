import type { FunctionComponent, VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** A screen whose script comes after the first one's: soon by itself, at once when it is asked for. */
export interface LaterScreen<Props> {
  (props: Props): VNode | null
  /** Rejects where it cannot be had; the next time it is asked for anew. */
  load(): Promise<void>
}

export function laterScreen<Props extends object>(
  fetchScreen: () => Promise<FunctionComponent<Props>>,
): LaterScreen<Props> {
  let screen: FunctionComponent<Props> | undefined
  const load = async () => {
    screen ??= await fetchScreen()
  }
  function Later(props: Props) {
    const [, setTried] = useState(0)
    const Screen = screen
    useEffect(() => {
      if (Screen) return
      let over = false
      const tryAgain = () =>
        load()
          // What a release long gone has left open finds its files no more: the page anew has others.
          .catch(() => new Promise<void>((resolve) => setTimeout(resolve, AGAIN_AFTER)))
          .then(() => {
            if (!over) setTried((tried) => tried + 1)
          })
      tryAgain()
      return () => {
        over = true
      }
    })
    return Screen ? <Screen {...props} /> : null
  }
  return Object.assign(Later, { load })
}

/** Milliseconds from one try to the next. */
const AGAIN_AFTER = 2_000
