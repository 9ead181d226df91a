export function AddIcon() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d="M12 4v16M4 12h16" />
    </svg>
  )
}
