/** A second press while a form is on its way is no second form. Coming back to the page makes it sendable again. */
export function sendOnce(page: Document): void {
  const sent = new Set<EventTarget>()
  page.addEventListener('submit', (event) => {
    const form = event.target
    if (form === null || !(form instanceof HTMLElement) || form.dataset.once === undefined) return
    if (sent.has(form)) event.preventDefault()
    else sent.add(form)
  })
  window.addEventListener('pageshow', () => sent.clear())
}
