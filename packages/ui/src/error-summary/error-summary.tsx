import { Icon } from '../icon/icon.tsx'

export interface ErrorSummaryProps {
  readonly title: string
  /** Each leads to its field. */
  readonly errors: readonly { readonly field: string; readonly text: string }[]
}

/**
 * What is wrong with a form, above it. Takes the focus when the page comes in: by `autofocus` without script,
 * which needs an element that can hold focus; browsers that ignore it there still read the alert.
 */
export function ErrorSummary({ title, errors }: ErrorSummaryProps) {
  return (
    <div
      class="summary"
      role="alert"
      tabIndex={-1}
      aria-labelledby="summary-title"
      data-error-summary
      autofocus
    >
      <h2 class="summary__title" id="summary-title">
        <Icon name="warning" />
        {title}
      </h2>
      <ul>
        {errors.map(({ field, text }) => (
          <li key={field}>
            <a href={`#${field}`}>{text}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}
