import { precache } from '@excelsior/offline/vite'
import { compressed } from '@excelsior/offline/vite-compressed'
import { localeMessages, toldWithoutScript } from '@excelsior/ui/vite'
import { firstScreen } from '@excelsior/ui/vite-first-screen'
import { heldBackLanguages } from '@excelsior/ui/vite-reviews'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: '/wallet/',
  plugins: [
    localeMessages(),
    toldWithoutScript('wallet'),
    heldBackLanguages(),
    firstScreen(import.meta.dirname),
    precache({ whenUsed: /pdfium|document-decoder/ }),
    compressed(),
  ],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  worker: { format: 'iife' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['safari13', 'chrome64'],
    // Under a strict policy nothing is inline, fonts and pictures included.
    assetsInlineLimit: 0,
    // What comes later is asked for by itself: lists of it would stand before what old browsers have to be given first.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, needed, { hostType }) => (hostType === 'html' ? needed : []),
    },
    rollupOptions: {
      input: { main: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        // One file of all that runs at the start: many small ones come later and compress worse.
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], test: (id) => !/service-worker|[\\/]worker[\\/]/.test(id) },
          ],
        },
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
