import type { ComponentChildren } from 'preact'

/** Line drawings on a 24 by 24 grid, each beside its word. */
const DRAWINGS = {
  light: <path d="M8 2h8v4l-2 3v13h-4V9L8 6zM12 12.5v2" />,
  lens: <path d="M4 12a8 8 0 0 1 14-5.3M20 12a8 8 0 0 1-14 5.3M18 2.5v4.3h-4.3M6 21.5v-4.3h4.3" />,
  tally: <path d="M4 4v16M9 4v16M14 4v16M19 4v16M2 17 22 7" />,
  full: <path d="M3 9V3h6M15 3h6v6M21 15v6h-6M9 21H3v-6" />,
  keyboard: <path d="M2 6h20v12H2zM6 10h.1M10 10h.1M14 10h.1M18 10h.1M7 14h10" />,
} satisfies Record<string, ComponentChildren>

export function ToolIcon({ name }: { readonly name: keyof typeof DRAWINGS }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  )
}
