import type { ComponentChildren } from 'preact'

export interface PictureInputProps {
  readonly id: string
  readonly class: string
  /** Opens the camera's own program rather than the gallery, where there is one. */
  readonly capture?: boolean
  /** PDFs may be chosen, too. */
  readonly pdf?: boolean
  /** Other files that may be chosen, as `accept` has them. */
  readonly also?: string
  readonly children: ComponentChildren
  onPicture(file: File): void
}

/** A file input for pictures, under a label that looks as the page wants it. */
export function PictureInput({
  id,
  class: look,
  capture,
  pdf,
  also,
  children,
  onPicture,
}: PictureInputProps) {
  return (
    <span class="picker">
      <input
        class="picker__input"
        id={id}
        type="file"
        accept={['image/*', ...(pdf ? ['application/pdf'] : []), ...(also ? [also] : [])].join()}
        capture={capture ? 'environment' : undefined}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          // The same file may be chosen again.
          event.currentTarget.value = ''
          if (file) onPicture(file)
        }}
      />
      <label class={look} for={id}>
        {children}
      </label>
    </span>
  )
}
