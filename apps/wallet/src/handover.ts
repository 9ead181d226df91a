/**
 * The code that the portal handed over, by a form posted to this very address: the server put it into the page.
 * It is taken out of the page at once, and the page gets its plain address, so that a reload posts nothing again.
 */
export function takeHandover(page: Document): string | undefined {
  const field = page.getElementById('handover')
  if (!(field instanceof HTMLInputElement)) return undefined
  const text = field.value
  field.remove()
  history.replaceState(null, '', import.meta.env.BASE_URL)
  return text
}
