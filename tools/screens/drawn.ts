import type { Page } from 'playwright-core'

/**
 * Resolves when the page is drawn in its own letters. Pages do without a font that is not there at once
 * (`font-display: optional`), which on a busy machine is a matter of luck: here each is fetched and put in.
 */
export async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const here: Window & { lettersThere?: boolean } = window
    const rules = [...document.styleSheets].flatMap((sheet) =>
      [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })),
    )
    for (const { rule, base } of here.lettersThere ? [] : rules) {
      if (!(rule instanceof CSSFontFaceRule)) continue
      const asked = (name: string) => rule.style.getPropertyValue(name)
      const source = asked('src').replaceAll(
        /url\("?([^")]+)"?\)/g,
        (_, url) => `url("${new URL(url, base)}")`,
      )
      const face = new FontFace(asked('font-family').replaceAll('"', ''), source, {
        weight: asked('font-weight'),
        unicodeRange: asked('unicode-range'),
      })
      document.fonts.add(await face.load())
    }
    here.lettersThere = true
    const pictures = [...document.images]
    for (const picture of pictures) picture.loading = 'eager'
    await Promise.all(pictures.map((picture) => picture.decode()))
    await document.fonts.ready
    await new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))
  })
}
