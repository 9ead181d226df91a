import { qrCode } from '@excelsior/credentials'

/** What a camera at a door sees of a pass, each worse in its own way. */
export const HARMS = [
  'rotated',
  'slanted',
  'out of focus',
  'in motion',
  'in the dark',
  'noisy',
  'with glare',
  'small',
  'off a screen',
  'by hand',
] as const
export type Harm = (typeof HARMS)[number]

/** One frame of 1280 by 720 pixels, gray, and what it shows. */
export interface Frame {
  readonly harm: Harm
  /** 0 is easily read, 1 is about where a person would hold it differently. */
  readonly severity: number
  readonly text: string
  readonly gray: Uint8ClampedArray
}

export const WIDTH = 1280
export const HEIGHT = 720
const QUIET = 4

/** The same numbers at every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

interface View {
  /** Pixels a module, where it is nearest. */
  readonly scale: number
  /** Radians. */
  readonly turned: number
  /** Radians about an axis in the page; at 0 the page faces the camera. */
  readonly slant: number
  readonly slantAxis: number
}

/** All frames: every harm at every severity, for each text; the seed decides the rest. */
export function* degradedFrames(texts: readonly string[], severities: readonly number[]): Generator<Frame> {
  let seed = 1
  for (const severity of severities) {
    for (const harm of HARMS) {
      for (const text of texts) {
        seed += 1
        yield { harm, severity, text, gray: degraded(text, harm, severity, numbers(seed)) }
      }
    }
  }
}

/** Straight, sharp, well lit, in the middle. */
export const cleanFrame = (text: string): Uint8ClampedArray =>
  drawn(text, { scale: 7, turned: 0, slant: 0, slantAxis: 0 }, { x: 0, y: 0 }, 235, 20, 150)

function degraded(text: string, harm: Harm, severity: number, next: () => number): Uint8ClampedArray {
  const is = (wanted: Harm) => harm === wanted
  const hand = is('by hand') ? severity : 0
  const about = (share: number) => (next() - 0.5) * 2 * share
  const view: View = {
    scale: is('small') ? 3.4 - 1.4 * severity : 6.5 - 2.2 * hand + about(0.4),
    turned: is('rotated') ? (0.2 + 0.8 * severity) * about(Math.PI) : about(0.06 + 0.3 * hand),
    slant: is('slanted') ? ((20 + 35 * severity) * Math.PI) / 180 : ((4 + 18 * hand) * Math.PI) / 180,
    slantAxis: next() * 2 * Math.PI,
  }
  const place = { x: about(30 + 40 * hand), y: about(20 + 30 * hand) }
  // What paper and screens give back of the light, 0 to 255.
  const light = is('in the dark') ? 90 - 62 * severity : 225 - 50 * hand
  const dark = is('in the dark') ? 22 - 10 * severity : 25 + 12 * hand
  let gray = drawn(text, view, place, light, dark, 90 + 60 * next())
  if (is('off a screen')) screen(gray, severity, next)
  if (is('with glare')) glare(gray, view.scale, severity, place, next)
  const blur = is('out of focus') ? view.scale * (0.25 + 0.55 * severity) : 0.5 + view.scale * 0.22 * hand
  gray = blurred(blurred(gray, blur, true), blur, false)
  if (is('in motion')) gray = moved(gray, view.scale * (0.5 + 1.2 * severity), next() * Math.PI)
  if (hand > 0) gray = moved(gray, view.scale * 0.6 * hand, next() * Math.PI)
  noise(gray, is('noisy') ? 12 + 40 * severity : is('in the dark') ? 4 + 4 * severity : 3 + 6 * hand, next)
  return gray
}

/** The page in the camera's view: each pixel is the mean of nine points of the page, by perspective. */
function drawn(
  text: string,
  { scale, turned, slant, slantAxis }: View,
  place: { readonly x: number; readonly y: number },
  light: number,
  dark: number,
  around: number,
): Uint8ClampedArray {
  const { size, modules } = qrCode(text)
  const side = size + 2 * QUIET
  const gray = new Uint8ClampedArray(WIDTH * HEIGHT).fill(around)
  // A camera about 60 degrees wide, from as far as makes a module so large.
  const focal = 1100
  const away = focal / scale
  const rotation = turn(slantAxis, slant, turned)
  const reach = Math.ceil((side * scale) / 1.3)
  const [cx, cy] = [WIDTH / 2 + place.x, HEIGHT / 2 + place.y]
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(HEIGHT, cy + reach); y++) {
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(WIDTH, cx + reach); x++) {
      let sum = 0
      for (let sub = 0; sub < 9; sub++) {
        const u = (x + ((sub % 3) + 0.5) / 3 - cx) / focal
        const v = (y + (Math.floor(sub / 3) + 0.5) / 3 - cy) / focal
        // Where the ray (u, v, 1) meets the page.
        const facing = rotation.c[0] * u + rotation.c[1] * v + rotation.c[2]
        const far = (rotation.c[2] * away) / facing
        const [px, py, pz] = [u * far, v * far, far - away]
        const column = rotation.a[0] * px + rotation.a[1] * py + rotation.a[2] * pz + side / 2
        const row = rotation.b[0] * px + rotation.b[1] * py + rotation.b[2] * pz + side / 2
        const onPage = column >= 0 && row >= 0 && column < side && row < side
        const isDark = onPage && modules[Math.floor(row) - QUIET]?.[Math.floor(column) - QUIET] === true
        sum += onPage ? (isDark ? dark : light) : around
      }
      gray[y * WIDTH + x] = sum / 9
    }
  }
  return gray
}

type Vector = readonly [number, number, number]

/** The page's own axes (across, down, out of it) as the camera sees them. */
function turn(axis: number, slant: number, turned: number): { a: Vector; b: Vector; c: Vector } {
  const [kx, ky] = [Math.cos(axis), Math.sin(axis)]
  const [cos, sin] = [Math.cos(slant), Math.sin(slant)]
  // Rodrigues about an axis that lies in the page.
  const rotate = ([x, y, z]: Vector): Vector => {
    const along = (kx * x + ky * y) * (1 - cos)
    return [
      x * cos + ky * z * sin + kx * along,
      y * cos - kx * z * sin + ky * along,
      z * cos + (kx * y - ky * x) * sin,
    ]
  }
  return {
    a: rotate([Math.cos(turned), Math.sin(turned), 0]),
    b: rotate([-Math.sin(turned), Math.cos(turned), 0]),
    c: rotate([0, 0, 1]),
  }
}

/** The grid of a screen's dots against that of the camera: slow waves of brightness, across and down. */
function screen(gray: Uint8ClampedArray, severity: number, next: () => number) {
  const depth = 0.12 + 0.3 * severity
  const [wx, wy] = [0.12 + 0.5 * next(), 0.12 + 0.5 * next()]
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const wave = 0.5 + 0.25 * (Math.sin(wx * x + 0.05 * y) + Math.sin(wy * y + 0.03 * x))
      gray[y * WIDTH + x] = gray[y * WIDTH + x]! * (1 - depth * wave)
    }
  }
}

/** A lamp in the glass: a spot in which nothing is dark any more, with a soft edge. */
function glare(
  gray: Uint8ClampedArray,
  scale: number,
  severity: number,
  place: { readonly x: number; readonly y: number },
  next: () => number,
) {
  const radius = scale * (4 + 6 * severity)
  const angle = next() * 2 * Math.PI
  const off = scale * 14 * next()
  const [cx, cy] = [WIDTH / 2 + place.x + Math.cos(angle) * off, HEIGHT / 2 + place.y + Math.sin(angle) * off]
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const far = Math.hypot(x - cx, (y - cy) * 1.3) / radius
      if (far > 2) continue
      const share = far < 1 ? 1 : 2 - far
      const at = y * WIDTH + x
      gray[at] = gray[at]! + (255 - gray[at]!) * share * 0.97
    }
  }
}

/** Gauss, by one row or column of weights at a time. */
function blurred(gray: Uint8ClampedArray, sigma: number, across: boolean): Uint8ClampedArray {
  const reach = Math.ceil(sigma * 3)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * sigma ** 2)),
  )
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  const step = across ? 1 : WIDTH
  const length = across ? WIDTH : HEIGHT
  const made = new Uint8ClampedArray(gray.length)
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const place = across ? x : y
      const at = y * WIDTH + x
      let sum = 0
      for (let near = -reach; near <= reach; near++) {
        const inside = Math.max(-place, Math.min(length - 1 - place, near))
        sum += gray[at + inside * step]! * weights[near + reach]!
      }
      made[at] = sum / whole
    }
  }
  return made
}

/** The mean along a line: a hand that moves while the shutter is open. */
function moved(gray: Uint8ClampedArray, length: number, angle: number): Uint8ClampedArray {
  const steps = Math.max(2, Math.ceil(length * 1.5))
  const made = new Uint8ClampedArray(gray.length)
  const shifts = Array.from({ length: steps }, (_, step) => {
    const far = (step / (steps - 1) - 0.5) * length
    return Math.round(Math.sin(angle) * far) * WIDTH + Math.round(Math.cos(angle) * far)
  })
  for (let at = 0; at < gray.length; at++) {
    let sum = 0
    for (const shift of shifts) sum += gray[Math.max(0, Math.min(gray.length - 1, at + shift))]!
    made[at] = sum / steps
  }
  return made
}

/** Near enough to a normal distribution: the sum of three even ones. */
function noise(gray: Uint8ClampedArray, sigma: number, next: () => number) {
  for (let at = 0; at < gray.length; at++) gray[at] = gray[at]! + (next() + next() + next() - 1.5) * 2 * sigma
}
