/**
 * How a picture is thresholded: each pixel by its surroundings or all by one value; light for dark; half as large,
 * against noise; and that sharpened, against blur.
 */
export type Reading = 'local' | 'global' | 'inverted' | 'halved' | 'sharpened'

export type ToDecoder =
  | { readonly kind: 'wasm'; readonly bytes: ArrayBuffer }
  | {
      readonly kind: 'frame'
      readonly id: number
      readonly width: number
      readonly height: number
      /** RGBA, four bytes a pixel. Transferred, and handed back with the answer. */
      readonly pixels: ArrayBuffer
      /** Tried one after the other until a code is found. */
      readonly readings: readonly Reading[]
      /** Looks longer: for pictures. */
      readonly harder: boolean
    }

export type FromDecoder =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken' }
  | {
      readonly kind: 'read'
      readonly id: number
      readonly texts: readonly string[]
      /** Something that looks like a code was there and could not be read. */
      readonly glimpsed: boolean
      readonly pixels: ArrayBuffer
    }
