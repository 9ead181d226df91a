import { Icon } from '../icon/icon.tsx'

export function FieldError({
  id,
  word,
  text,
}: {
  readonly id: string
  readonly word: string
  readonly text: string
}) {
  return (
    <p class="field__error" id={id}>
      <Icon name="warning" />
      <span>
        <span class="hidden-visually">{word}</span>
        {text}
      </span>
    </p>
  )
}
