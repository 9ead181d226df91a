import type { Translator } from '@excelsior/ui'
import { ErrorSummary } from '@excelsior/ui/components'
import type { FormFault } from '../page.ts'

export interface ErrorsProps {
  readonly t: Translator
  readonly faults: readonly FormFault[]
  readonly textOf: (fault: FormFault) => string
}

export function Errors({ t, faults, textOf }: ErrorsProps) {
  if (faults.length === 0) return null
  return (
    <ErrorSummary
      title={t('retrieve.problems', { count: faults.length })}
      errors={faults.map((fault) => ({ field: fault.field, text: textOf(fault) }))}
    />
  )
}
