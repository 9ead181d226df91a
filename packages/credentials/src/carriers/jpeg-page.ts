import { encodeUtf8 } from '../encoding/utf8.ts'
import type { JpegHeader } from './picture-header.ts'

/**
 * A PDF of one page that shows a JPEG, a point a pixel: the renderer of pages is also the one decoder of JPEG whose
 * pixels can be had, at any scale.
 */
export function pdfOfJpeg(jpeg: Uint8Array, { width, height, components }: JpegHeader): Uint8Array {
  const colours = components === 1 ? '/DeviceGray' : components === 4 ? '/DeviceCMYK' : '/DeviceRGB'
  const content = `${width} 0 0 ${height} 0 0 cm /P Do`
  const head = encodeUtf8(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
      `3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Contents 4 0 R` +
      '/Resources<</XObject<</P 5 0 R>>>>>>endobj\n' +
      `4 0 obj<</Length ${content.length}>>stream\n${content}\nendstream endobj\n` +
      `5 0 obj<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace${colours}` +
      `/BitsPerComponent 8/Filter/DCTDecode/Length ${jpeg.length}>>stream\n`,
  )
  const tail = encodeUtf8('\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF')
  const bytes = new Uint8Array(head.length + jpeg.length + tail.length)
  bytes.set(head)
  bytes.set(jpeg, head.length)
  bytes.set(tail, head.length + jpeg.length)
  return bytes
}
