import type { Reading } from './messages.ts'

/** Which part of a frame is searched, how large it is made, and how it is read. */
export interface FramePlan {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Size in which it is searched, pixels. */
  readonly toWidth: number
  readonly toHeight: number
  readonly readings: readonly Reading[]
}

/** Longest side of what is searched, in pixels: a code of version 9 that fills half of it has 6 pixels a module. */
const SIDE = 720
/** Every fifth frame is searched whole, for codes held outside the frame. */
const WHOLE_SIDE = 1280
/**
 * Tried where the first reading finds nothing, over and over: out of focus, dark surround, noise, light on dark. The
 * decoder's own inversion comes after thresholding, which expects a light surround. Each comes within four frames.
 */
const SECOND: readonly Reading[] = ['sharpened', 'global', 'halved', 'inverted']

/** `width` and `height`: the video's, asked anew for each frame, for it turns with the device. */
export function planFrame(frame: number, videoWidth: number, videoHeight: number): FramePlan {
  const whole = frame % 5 === 4
  const width = whole ? videoWidth : Math.min(videoWidth, videoHeight)
  const height = whole ? videoHeight : width
  const scale = Math.min(1, (whole ? WHOLE_SIDE : SIDE) / Math.max(width, height))
  return {
    x: (videoWidth - width) / 2,
    y: (videoHeight - height) / 2,
    width,
    height,
    toWidth: Math.round(width * scale),
    toHeight: Math.round(height * scale),
    readings: ['local', SECOND[frame % SECOND.length] ?? 'global'],
  }
}
