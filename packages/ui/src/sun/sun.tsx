/**
 * The sun on its horizon: `share` 1 is high, 0 has set. Written as an attribute, for no inline style may be needed.
 * It says nothing that the words beside it do not say.
 */
export function Sun({ share, class: name = 'sun' }: { readonly share: number; readonly class?: string }) {
  return (
    <svg class={name} viewBox="0 0 120 72" aria-hidden="true" focusable="false">
      <circle cx="60" cy={(126 - 66 * share).toFixed(1)} r="54" />
    </svg>
  )
}
