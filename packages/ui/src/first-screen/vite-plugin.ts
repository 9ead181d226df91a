import { join } from 'node:path'
import { renderToString } from 'preact-render-to-string'
import { build, type InlineConfig, type Plugin, type Rolldown, runnerImport } from 'vite'
import { heldBackLanguages } from '../i18n/reviewed-languages.ts'
import { localeMessages } from '../i18n/vite-plugin.ts'
import type { FirstScreen } from './first-screen.ts'

const NAME = 'first-visit.js'
const PLACE = '</body>'

/**
 * Lays an app's first screen ready in its page, in each language that is offered, so that a first visit shows it
 * before the app's script is there. `src/first-visit/screens.tsx` gives the screens, `src/first-visit/show.ts` is the
 * script that puts one of them into its place: small, whole in itself, and no module, for modules wait for the page.
 */
export function firstScreen(root: string): Plugin {
  const config: InlineConfig = {
    configFile: false,
    root,
    logLevel: 'error',
    plugins: [localeMessages(), heldBackLanguages()],
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  }
  let screens: readonly FirstScreen[] = []
  return {
    name: 'excelsior-first-screen',
    apply: 'build',
    async buildStart() {
      const drawn = await runnerImport<{ FIRST_SCREENS: readonly FirstScreen[] }>(
        join(root, 'src/first-visit/screens.tsx'),
        config,
      )
      screens = drawn.module.FIRST_SCREENS
      const code = await scriptOf(join(root, 'src/first-visit/show.ts'), config)
      this.emitFile({ type: 'asset', name: NAME, source: code })
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const script = Object.values(bundle).find(
          (file) => file.type === 'asset' && file.names.includes(NAME),
        )
        if (!script || !html.includes(PLACE)) throw new Error('no place for the first screen, or no script')
        const templates = screens.map(
          ({ locale, place, demo, drawn }) =>
            `<template lang="${locale}" data-place="${place}" data-demo="${demo}">${renderToString(drawn)}</template>`,
        )
        const base = html.match(/src="(\/[^/"]+\/)assets\//)?.[1] ?? '/'
        const end = `${templates.join('\n    ')}\n    <script src="${base}${script.fileName}"></script>`
        return html.replace(PLACE, () => `  ${end}\n  ${PLACE}`)
      },
    },
  }
}

async function scriptOf(file: string, config: InlineConfig): Promise<string> {
  const built = await build({
    ...config,
    publicDir: false,
    build: {
      write: false,
      target: ['safari13', 'chrome64'],
      modulePreload: { polyfill: false },
      rolldownOptions: { input: file, output: { format: 'iife' } },
    },
  })
  const [output] = [built].flat().filter((each): each is Rolldown.RolldownOutput => 'output' in each)
  const chunk = output?.output[0]
  if (!chunk) throw new Error(`${file} could not be built`)
  return chunk.code
}
