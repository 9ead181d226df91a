import type { Instant } from '@excelsior/domain'
import {
  birthDateInWords,
  type Door,
  displayName,
  shareLeft,
  showItInWords,
  type Translator,
  untilInWords,
} from '@excelsior/ui'
import type { ShownPass } from '@excelsior/ui/components'
import type { IssuedPass } from '../retrieval-flow.ts'
import { type Canvas, type Colour, createCanvas, type Outline } from './canvas.ts'
import { type Lettering, loadLettering, type Weight } from './lettering.ts'
import { pngOf } from './png.ts'

/** What stands on the picture, top to bottom. */
export interface PictureWords {
  readonly service: string
  readonly type: string
  readonly name: string
  readonly born: string
  readonly validUntil: string
  readonly until: string
  readonly showIt: string
}

/** Draws a pass as a picture that a phone keeps among its photos. */
export interface PassPainter {
  /** False where the font lacks a letter: a name with holes is no name. */
  canPaint(words: PictureWords): boolean
  /** A PNG. */
  paint(words: PictureWords, pass: ShownPass, now: Instant): Promise<Buffer>
}

export function pictureWords(
  pass: Omit<IssuedPass, 'qr'>,
  now: Instant,
  door: Door,
  t: Translator,
): PictureWords {
  return {
    service: t('common.service'),
    type: t(`pass.type-${pass.type}`),
    name: displayName(pass.givenName, pass.familyName),
    born: t('pass.born', { date: birthDateInWords(pass.birthDate, t) }),
    validUntil: t('pass.valid-until'),
    until: untilInWords(pass.expires, door.zone, t),
    showIt: showItInWords(pass.birthDate, now, door, t),
  }
}

export function createPassPainter(): PassPainter {
  const lettering = loadLettering()
  return {
    canPaint: (words) => Object.values(words).every((text) => lettering.has(text)),
    paint: (words, pass, now) => {
      const lines = layOut(words, lettering)
      return paint(lines, pass, shareLeft(pass.issued, pass.expires, now), lettering, words)
    },
  }
}

// The card of the pages, twice as large: pixels.
const WIDTH = 800
const EDGE = 48
const HEAD = 188
/** Where the sun's middle stands, and its size: as on the pages' own drawing of 120 by 72, r 54. */
const SUN = { right: 40, scale: 200 / 120 }

const VIOLET: Colour = [0x5a, 0x2d, 0x86]
const VIOLET_SOFT: Colour = [0xdd, 0xd2, 0xe9]
const SUNLIGHT: Colour = [0xcd, 0xb9, 0xe4]
const WHITE: Colour = [255, 255, 255]
const BLACK: Colour = [0, 0, 0]
const INK: Colour = [0x1f, 0x19, 0x27]
const INK_SOFT: Colour = [0x57, 0x4f, 0x60]
const RULE: Colour = [0xdd, 0xd7, 0xd1]

interface PlacedLine {
  readonly text: string
  readonly weight: Weight
  readonly size: number
  readonly colour: Colour
  /** Of the baseline. */
  readonly y: number
}

interface Layout {
  readonly lines: readonly PlacedLine[]
  readonly ruleAt: number
  readonly codeAt: number
}

/** Lines below the head, one under the other; a long name takes as many as it needs. */
function layOut(words: PictureWords, lettering: Lettering): Layout {
  const lines: PlacedLine[] = []
  let y = HEAD + 24
  const add = (text: string, weight: Weight, size: number, colour: Colour) => {
    for (const part of wrap(text, weight, size, lettering)) {
      y += Math.round(size * 1.28)
      lines.push({ text: part, weight, size, colour, y })
    }
  }
  add(words.name, 700, 48, INK)
  add(words.born, 400, 36, INK)
  const ruleAt = y + 28
  y = ruleAt + 12
  add(words.validUntil, 400, 30, INK_SOFT)
  add(words.until, 700, 42, INK)
  return { lines, ruleAt, codeAt: y + 20 }
}

function paint(
  { lines, ruleAt, codeAt }: Layout,
  pass: ShownPass,
  share: number,
  lettering: Lettering,
  words: PictureWords,
): Promise<Buffer> {
  const modules = pass.modules.length + 8 // the quiet zone of four on each side
  const pixel = Math.max(4, Math.floor((WIDTH - 16) / modules))
  const code = modules * pixel
  const width = Math.max(WIDTH, code)
  const footAt = codeAt + code + 36
  const canvas = createCanvas(width, footAt + 44)

  canvas.rectangle(0, 0, width, HEAD, VIOLET)
  canvas.fill([sun(width, share)], SUNLIGHT, 0, HEAD)
  write(canvas, lettering, { text: words.service, weight: 700, size: 30, colour: VIOLET_SOFT, y: 60 }, EDGE)
  write(canvas, lettering, { text: words.type, weight: 800, size: 64, colour: WHITE, y: 146 }, EDGE)
  for (const line of lines) write(canvas, lettering, line, EDGE)
  canvas.rectangle(EDGE, ruleAt, width - 2 * EDGE, 2, RULE)

  const left = Math.floor((width - code) / 2) + 4 * pixel
  pass.modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) canvas.rectangle(left + x * pixel, codeAt + (y + 4) * pixel, pixel, pixel, BLACK)
    })
  })
  const foot = lettering.line(words.showIt, 400, 30).width
  const line = { text: words.showIt, weight: 400 as const, size: 30, colour: INK_SOFT, y: footAt }
  write(canvas, lettering, line, Math.max(EDGE, (width - foot) / 2))
  return pngOf(canvas.width, canvas.height, canvas.pixels)
}

function write(canvas: Canvas, lettering: Lettering, line: PlacedLine, x: number): void {
  const { outlines } = lettering.line(line.text, line.weight, line.size)
  const moved = outlines.map((outline) =>
    outline.map((value, index) => value + (index % 2 === 0 ? x : line.y)),
  )
  canvas.fill(moved, line.colour, line.y - line.size * 1.2, line.y + line.size * 0.5)
}

/** The circle of the pages' drawing; the horizon cuts it off. */
function sun(width: number, share: number): Outline {
  const { right, scale } = SUN
  const middleX = width - right - 60 * scale
  const middleY = HEAD - 72 * scale + (126 - 66 * share) * scale
  return Array.from({ length: 180 }, (_, step) => (step * Math.PI) / 90).flatMap((angle) => [
    middleX + 54 * scale * Math.cos(angle),
    middleY + 54 * scale * Math.sin(angle),
  ])
}

/** Breaks at blanks, and within a word only where it is wider than the picture. */
function wrap(text: string, weight: Weight, size: number, lettering: Lettering): string[] {
  const fits = (line: string) => lettering.line(line, weight, size).width <= WIDTH - 2 * EDGE
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (fits(longer)) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const character of word) {
      if (!fits(line + character)) {
        lines.push(line)
        line = ''
      }
      line += character
    }
  }
  return [...lines, line].filter((part) => part !== '')
}
