import type { FastifyInstance } from 'fastify'
import { doorOf } from '../door-of.ts'
import { readGuidePictures } from '../guides/guide-pictures.ts'
import { GUIDES } from '../guides/guides.ts'
import { type PassPainter, pictureWords } from '../picture/pass-picture.ts'
import type { createShow, Language } from './show.ts'

type Pictures = ReturnType<typeof readGuidePictures>

/** Serves the pictures from memory, some megabytes, and returns which there are. */
export function serveGuidePictures(scope: FastifyInstance): Pictures {
  const pictures = readGuidePictures()
  for (const { href, bytes } of pictures.files) {
    scope.get(href, async (_request, reply) =>
      reply
        .header('cache-control', 'public, max-age=31536000, immutable')
        .header('cross-origin-resource-policy', 'same-origin')
        .type('image/png')
        .send(bytes),
    )
  }
  return pictures
}

/** The guides: a page that lists them, and one for each. */
export function guideRoutes(
  scope: FastifyInstance,
  { prefix, t }: Language,
  { pageAt, show }: ReturnType<typeof createShow>,
  pictures: Pictures,
  painter: PassPainter,
): void {
  scope.get(`${prefix}/guides`, async (_request, reply) =>
    show(reply, 200, { kind: 'guides' }, pageAt({ prefix, t }, '/guides')),
  )
  for (const guide of GUIDES) {
    const path = `/guides/${guide.id}`
    scope.get(`${prefix}${path}`, async (_request, reply) => {
      const page = pageAt({ prefix, t }, path)
      const savesPicture = painter.canPaint(pictureWords(page.sample, page.now, doorOf(page.policy), t))
      return show(reply, 200, { kind: 'guide', guide, pictures: pictures.of(t.locale), savesPicture }, page)
    })
  }
}
