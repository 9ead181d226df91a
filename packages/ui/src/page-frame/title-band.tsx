import type { ComponentChildren } from 'preact'
import { Sun } from '../sun/sun.tsx'

export interface TitleBandProps {
  readonly title: string
  readonly lead?: ComponentChildren
  /** Above the title: where one is. */
  readonly over?: ComponentChildren
  /** How far one is, 0 to 1; without it there is no sun. */
  readonly share?: number
  /** Leaves room for what rises across the horizon. */
  readonly tall?: boolean
  /** The steps, below the title. */
  readonly children?: ComponentChildren
}

/** The page's name in the violet field. */
export function TitleBand({ title, lead, over, share, tall = false, children }: TitleBandProps) {
  return (
    <div class={tall ? 'title title--tall' : 'title'}>
      {share !== undefined && <Sun share={share} />}
      <div class="title__text">
        {over && <p class="title__over">{over}</p>}
        <h1>{title}</h1>
        {lead && <p class="title__lead">{lead}</p>}
        {children}
      </div>
    </div>
  )
}
