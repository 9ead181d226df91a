/** How to threshold a frame. The decoder's own inversion comes after thresholding, which expects a light surround. */
export type Reading = 'local' | 'global' | 'inverted'

export type ToDecoder =
  | { readonly kind: 'wasm'; readonly bytes: ArrayBuffer }
  | {
      readonly kind: 'frame'
      readonly id: number
      readonly width: number
      readonly height: number
      /** RGBA, four bytes a pixel. Transferred, and handed back with the answer. */
      readonly pixels: ArrayBuffer
      readonly reading: Reading
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
