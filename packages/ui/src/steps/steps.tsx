export interface StepsProps {
  readonly label: string
  readonly names: readonly string[]
  /** From 1. */
  readonly current: number
}

/** All steps by name, where there is room; the words above the title tell the number everywhere. */
export function Steps({ label, names, current }: StepsProps) {
  return (
    <ol class="steps" aria-label={label}>
      {names.map((name, index) => (
        <li key={name} aria-current={index + 1 === current ? 'step' : undefined}>
          {name}
        </li>
      ))}
    </ol>
  )
}
