import type { ComponentChildren } from 'preact'

/** Line drawings on a 24 by 24 grid. Each stands beside a word that says the same, so all are hidden from readers. */
const DRAWINGS = {
  warning: <path d="M12 3 22 20H2zM12 10v4.5M12 17.2v.1" />,
  lock: <path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4" />,
  info: (
    <>
      <circle cx="12" cy="12" r="9.5" />
      <path d="M12 11v5.5M12 7.4v.1" />
    </>
  ),
  clock: (
    <>
      <circle cx="12" cy="12" r="9.5" />
      <path d="M12 6.5V12l3.5 2.5" />
    </>
  ),
  done: <path d="M4 12.5 9.5 18 20 6.5" />,
  print: <path d="M7 9V3h10v6M7 18H4v-9h16v9h-3M7 14h10v7H7z" />,
  picture: (
    <>
      <path d="M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5" />
      <circle cx="15.5" cy="9" r="1.2" />
    </>
  ),
  camera: (
    <>
      <path d="M3 7h4l2-3h6l2 3h4v13H3z" />
      <circle cx="12" cy="13" r="4" />
    </>
  ),
  file: <path d="M5 2h9l5 5v15H5zM14 2v5h5M9 12h6M9 16h6" />,
  phone: <path d="M7 2h10v20H7zM10.5 18.8h3" />,
  card: (
    <>
      <path d="M2 5h20v14H2zM13.5 10h5M13.5 14h5" />
      <circle cx="7.8" cy="10.2" r="1.9" />
      <path d="M4.8 15.8a3 3 0 0 1 6 0" />
    </>
  ),
} satisfies Record<string, ComponentChildren>

export type IconName = keyof typeof DRAWINGS
const isName = (name: string): name is IconName => name in DRAWINGS
export const ICONS: readonly IconName[] = Object.keys(DRAWINGS).filter(isName)

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {DRAWINGS[name]}
    </svg>
  )
}
