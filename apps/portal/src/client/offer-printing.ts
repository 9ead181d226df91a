/** The button that prints takes the place of the words that say how. */
export function offerPrinting(page: Document): void {
  const offer = page.querySelector<HTMLElement>('[data-print]')
  if (offer === null) return
  offer.hidden = false
  const how = page.querySelector<HTMLElement>('[data-print-how]')
  if (how !== null) how.hidden = true
  offer.addEventListener('click', () => window.print())
}
