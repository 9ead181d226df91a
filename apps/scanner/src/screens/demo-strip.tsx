import type { Translator } from '@excelsior/ui'

/** On every screen of a scanner that checks against a demonstration's keys; it stands outside the landmarks. */
export function DemoStrip({ t, demo }: { readonly t: Translator; readonly demo: boolean }) {
  return demo ? (
    <p class="demo" role="status">
      {t('scanner.demo')}
    </p>
  ) : null
}
