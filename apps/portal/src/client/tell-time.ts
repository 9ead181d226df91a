/**
 * Brings out the words about the time that is left: two minutes before the end, and at the end. Counts from the
 * page's arrival, for a phone's clock may be wrong; looks at the clock each time, for a sleeping phone runs no timers.
 */
export function tellTime(page: Document): void {
  const box = page.querySelector<HTMLElement>('[data-seconds]')
  if (box === null) return
  const end = Date.now() + Number(box.dataset.seconds) * 1000
  const warning = box.querySelector<HTMLElement>('[data-time="warning"]')
  const over = box.querySelector<HTMLElement>('[data-time="over"]')
  if (warning === null || over === null) return
  const look = () => {
    const left = (end - Date.now()) / 1000
    over.hidden = left > 0
    warning.hidden = left <= 0 || left > Number(box.dataset.warn)
    if (left <= 0) clearInterval(timer)
  }
  const timer = setInterval(look, 1000)
  look()
}
