/** What the last press came to, at the head of the page: a live region that is there from the start is read by none. */
export function focusTold(page: Document): void {
  page.querySelector<HTMLElement>('[data-told]')?.focus()
}

/** The error summary takes the focus, so that a screen reader begins there; its links lead into the fields. */
export function focusErrors(page: Document): void {
  const summary = page.querySelector<HTMLElement>('[data-error-summary]')
  if (summary === null) return
  summary.focus()
  summary.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const field = link === null ? null : page.getElementById(link.hash.slice(1))
    if (field === null) return
    event.preventDefault()
    field.focus({ preventScroll: true })
    // The label stands above its field, and has to be seen with it.
    const group = field.closest('.field, fieldset') ?? field
    group.scrollIntoView()
  })
}
