import { defineConfig } from 'vite'

/** `vite build` makes what browsers load, `vite build --ssr` the server's renderer. */
export default defineConfig(({ isSsrBuild }) => ({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  ssr: { noExternal: true },
  build: isSsrBuild
    ? {
        ssr: 'src/render.tsx',
        target: 'node24',
        outDir: 'dist/server',
        rolldownOptions: { output: { entryFileNames: 'server.js' } },
      }
    : {
        // iOS 13 and Android 7. Syntax only: the script asks for nothing that these lack.
        target: ['safari13', 'chrome64'],
        outDir: 'dist/client',
        manifest: true,
        modulePreload: false,
        assetsDir: 'assets/portal',
        assetsInlineLimit: 0,
        rolldownOptions: { input: 'src/client/client.ts' },
      },
}))
