import { type KeyPress, NO_KEYS, wedgeStep } from './keyboard-wedge.ts'

/** Listens for scanners that type. What they type reaches nothing else: no button, no focus, no shortcut. */
export function listenToKeys(target: Window, onKeys: (keys: readonly KeyPress[]) => void) {
  let wedge = NO_KEYS
  const swallowed = new Set<string>()
  target.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.isComposing || isTextField(event.target)) return
      const { key, code, shiftKey: shift } = event
      const done = wedgeStep(wedge, { key, code, shift, at: event.timeStamp })
      wedge = done.wedge
      if (!done.swallow) return
      event.preventDefault()
      event.stopPropagation()
      swallowed.add(code)
      if (done.keys) onKeys(done.keys)
    },
    true,
  )
  // A blank presses the focused button only when it comes up again.
  target.addEventListener(
    'keyup',
    (event) => {
      if (swallowed.delete(event.code)) event.preventDefault()
    },
    true,
  )
}

/** What is typed into a field is for that field. */
const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && (target.type === 'text' || target.type === 'password'))
