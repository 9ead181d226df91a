import { PinField, type PinFieldProps } from '@excelsior/ui/components'
import { useRef } from 'preact/hooks'

/** Longer than any PIN: what a scanner types must not be cut to one. */
const LONGEST = 4_500

/** Milliseconds after the last key of a machine until keys count again: its codes may end in digits. */
const QUIET = 300

/** Digits only. A scanner that types into it leaves nothing there: what it typed is no try. */
export function StationPin(props: Omit<PinFieldProps, 'use' | 'longest' | 'onInput'>) {
  const machineAt = useRef(Number.NEGATIVE_INFINITY)
  return (
    <PinField
      {...props}
      use="off"
      longest={LONGEST}
      onInput={({ currentTarget }) => {
        const now = performance.now()
        if (!/[^0-9]/.test(currentTarget.value) && now - machineAt.current > QUIET) return
        machineAt.current = now
        currentTarget.value = ''
      }}
    />
  )
}
