import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Font, type PathCommand } from 'fontkit'
import type { Outline } from './canvas.ts'

export type Weight = 400 | 700 | 800

export interface Line {
  /** Pixels. */
  readonly width: number
  /** Around a baseline at y = 0, starting at x = 0; y grows downwards. */
  readonly outlines: readonly Outline[]
}

export interface Lettering {
  /** Whether every character of the text can be drawn. */
  has(text: string): boolean
  line(text: string, weight: Weight, size: number): Line
}

const SCRIPTS = ['latin', 'latin-ext', 'vietnamese', 'cyrillic'] as const
const WEIGHTS: readonly Weight[] = [400, 700, 800]

/** Loads the fonts of the pages, for drawing without a browser. Takes some hundred milliseconds, once. */
export function loadLettering(): Lettering {
  const { resolve } = createRequire(import.meta.url)
  const cut = (script: string, weight: Weight): Font => {
    // WOFF and one file a weight: fontkit 2.0 does not get on with variable WOFF2.
    const file = resolve(`@fontsource/overpass/files/overpass-${script}-${weight}-normal.woff`)
    const font = create(readFileSync(file))
    if (!('layout' in font)) throw new Error('one font is wanted, not a collection')
    return font
  }
  const cuts = new Map(
    WEIGHTS.map((weight) => [weight, SCRIPTS.map((script) => cut(script, weight))] as const),
  )
  const fonts = cuts.get(400) ?? []

  const placeOf = (character: string) =>
    fonts.findIndex((font) => font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0))

  return {
    has: (text) => [...text].every((character) => placeOf(character) >= 0),
    line: (text, weight, size) => {
      const outlines: Outline[] = []
      let x = 0
      for (const { place, run } of runsOf(text, placeOf)) {
        const font = cuts.get(weight)?.[place]
        if (font === undefined) continue
        const drawn = drawRun(font, run, size, x)
        outlines.push(...drawn.outlines)
        x = drawn.end
      }
      return { width: x, outlines }
    },
  }
}

/** Neighbouring characters of one font go together, so that kerning works. */
function runsOf(text: string, placeOf: (character: string) => number) {
  const runs: { place: number; run: string }[] = []
  for (const character of text) {
    const place = placeOf(character)
    const last = runs.at(-1)
    if (last?.place === place) last.run += character
    else runs.push({ place, run: character })
  }
  return runs
}

function drawRun(font: Font, run: string, size: number, start: number) {
  const scale = size / font.unitsPerEm
  const { glyphs, positions } = font.layout(run)
  const outlines: Outline[] = []
  let x = start
  glyphs.forEach((glyph, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {}
    const place = { x: x + xOffset * scale, y: -yOffset * scale, scale }
    outlines.push(...flatten(glyph.path.commands, place))
    x += xAdvance * scale
  })
  return { outlines, end: x }
}

/** Steps of a curve: at these sizes no corner shows. */
const STEPS = 8

/** Turns a glyph's curves into short straight lines. TrueType outlines have no other curves than quadratic ones. */
function flatten(
  commands: readonly PathCommand[],
  place: { readonly x: number; readonly y: number; readonly scale: number },
): Outline[] {
  const outlines: number[][] = []
  const point = (x = 0, y = 0): [number, number] => [place.x + x * place.scale, place.y - y * place.scale]
  for (const { command, args } of commands) {
    const outline = outlines.at(-1)
    if (command === 'moveTo') outlines.push(point(args[0], args[1]))
    else if (command === 'lineTo') outline?.push(...point(args[0], args[1]))
    else if (command === 'quadraticCurveTo' && outline !== undefined) {
      const [fromX = 0, fromY = 0] = outline.slice(-2)
      const [bendX, bendY] = point(args[0], args[1])
      const [toX, toY] = point(args[2], args[3])
      for (let step = 1; step <= STEPS; step++) {
        const t = step / STEPS
        const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2]
        outline.push(a * fromX + b * bendX + c * toX, a * fromY + b * bendY + c * toY)
      }
    }
  }
  return outlines
}
