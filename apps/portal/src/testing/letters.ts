/**
 * What a page does to letters that breaks a script whose letters join and stack. Runs in the browser, so it stands
 * alone. Each line has to hold the highest and deepest marks of the page, whatever it says now.
 */
export function harmToLetters(script: RegExp): string[] {
  const found = new Set<string>()
  const context = document.createElement('canvas').getContext('2d')
  const all = document.body.textContent ?? ''
  const nameOf = (element: Element) => `${element.localName}.${element.getAttribute('class') ?? ''}`

  for (const element of document.querySelectorAll('*')) {
    for (const part of [undefined, '::before', '::after'])
      if (getComputedStyle(element, part).letterSpacing !== 'normal')
        found.add(`spaced letters: ${nameOf(element)}`)
  }

  for (const { cssRules } of document.styleSheets)
    for (const { cssText } of cssRules)
      if (cssText.includes('first-letter')) found.add(`a style for first letters: ${cssText}`)

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const words = text.textContent?.trim() ?? ''
    const element = text.parentElement
    if (!context || !element || element.getClientRects().length === 0 || !script.test(words)) continue
    const { fontStyle, fontWeight, fontSize, fontFamily, lineHeight } = getComputedStyle(element)
    context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`
    const { actualBoundingBoxAscent: above, actualBoundingBoxDescent: below } = context.measureText(all)
    // Half a pixel is lost in rounding.
    if (above + below > Number.parseFloat(lineHeight) + 0.5)
      found.add(`marks higher than their line (${lineHeight} at ${fontSize}): ${nameOf(element)}`)
  }
  return [...found]
}
