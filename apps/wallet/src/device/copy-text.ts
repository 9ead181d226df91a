/** To the clipboard. False where the browser does not let us. */
export async function copyText(text: string): Promise<boolean> {
  const { clipboard }: { clipboard?: Partial<Clipboard> } = navigator
  try {
    if (clipboard?.writeText) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // The older way may still work.
  }
  return copyThroughField(text)
}

function copyThroughField(text: string): boolean {
  const field = document.createElement('textarea')
  field.className = 'hidden-visually'
  field.readOnly = true
  field.value = text
  document.body.appendChild(field)
  field.select()
  field.setSelectionRange(0, text.length)
  const copied = document.execCommand('copy')
  field.remove()
  return copied
}
