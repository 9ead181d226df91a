import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { KIT_PAGES, KIT_STYLES } from '../kit-pages.ts'
import { groundsOf } from './kit-grounds.ts'
import type { createShow, Language } from './show.ts'

/** The design kit, for a demonstration only: it is nobody's who comes for a pass. */
export function kitRoutes(
  scope: FastifyInstance,
  languages: readonly Language[],
  { pageAt, show }: ReturnType<typeof createShow>,
): void {
  const styles = kitStyles()
  scope.get(KIT_STYLES, async (_request, reply) =>
    reply.header('cache-control', 'no-cache').type('text/css; charset=utf-8').send(styles),
  )
  for (const language of languages) {
    scope.get(`${language.prefix}/ui/`, async (_request, reply) =>
      show(reply, 200, { kind: 'kit' }, pageAt(language, '/ui/')),
    )
    for (const name of KIT_PAGES) {
      const path = `/ui/${name}`
      scope.get(`${language.prefix}${path}`, async (_request, reply) =>
        show(reply, 200, { kind: 'kit-page', name }, pageAt(language, path)),
      )
    }
  }
}

/** Both grounds side by side, and what the installed apps' parts need. */
function kitStyles(): string {
  const sheet = (name: string) =>
    readFileSync(fileURLToPath(import.meta.resolve(`@excelsior/ui/styles/${name}.css`)), 'utf8')
  return [groundsOf(sheet('tokens')), sheet('app'), KIT].join('\n')
}

const KIT = `.kit { display: grid; grid-template-columns: minmax(0, 1fr); }
.kit__ground { margin: 0 calc(-1 * var(--gutter)); padding: var(--s5) var(--gutter); background: var(--paper); color: var(--ink); border: 1px solid var(--line); }
.kit__state { margin-top: var(--s5); padding-top: var(--s3); border-top: 1px solid var(--line); overflow: hidden; }
.kit__name { margin-bottom: var(--s3); color: var(--ink-soft); font-size: var(--text-s); }
.kit__ground > .kit__state > .icon { width: 3rem; height: 3rem; }
.kit__state > .qr { width: 12rem; }
.kit__state > .sheet { zoom: 0.35; }
@media (min-width: 40em) { .kit__state > .sheet { zoom: 0.6; } }
.kit__ground .scan__view { min-height: 20rem; }
@media (min-width: 64em) {
  .kit { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .kit__ground { margin: 0; }
}
`
