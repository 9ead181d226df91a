import type { ComponentChildren } from 'preact'

export interface DisclosureProps {
  readonly summary: string
  readonly id?: string
  readonly open?: boolean
  readonly children: ComponentChildren
}

/** Opens and closes without script. */
export function Disclosure({ summary, id, open = false, children }: DisclosureProps) {
  return (
    <details class="more" id={id} open={open}>
      <summary>{summary}</summary>
      <div class="more__text">{children}</div>
    </details>
  )
}
