/** The card in small, sun on its horizon. Words stand beside it. */
export function Mark({ class: name }: { readonly class?: string }) {
  return (
    <svg class={name} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        fill-rule="evenodd"
        d="M8 1h16a4 4 0 0 1 4 4v22a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4V5a4 4 0 0 1 4-4zm1 16h14a7 7 0 0 0-14 0zm-.5 4A1.5 1.5 0 0 0 7 22.5v4A1.5 1.5 0 0 0 8.5 28h15a1.5 1.5 0 0 0 1.5-1.5v-4a1.5 1.5 0 0 0-1.5-1.5z"
      />
    </svg>
  )
}
