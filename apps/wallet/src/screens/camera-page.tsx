import { CameraFilm, CameraFrame, DemoStrip, Mark, PictureInput } from '@excelsior/ui/components'
import { useEffect, useRef } from 'preact/hooks'
import type { ScreenProps } from '../screen-props.ts'
import { demoOf } from './demo.ts'

/** The camera, for a code on paper or on another screen. */
export function CameraPage({ wallet, t }: ScreenProps) {
  const { capture } = wallet
  const { camera } = capture
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
  }, [])
  return (
    <div class="scan">
      <header>
        <DemoStrip text={demoOf(wallet, t)} />
        <div class="scan__bar">
          <span class="scan__brand" translate={false}>
            <Mark />
            {t('common.service')}
          </span>
          <a class="iconbutton" href="#add">
            {t('wallet.back-one')}
          </a>
        </div>
      </header>
      <main class="scan__view" id="main">
        <CameraFilm video={capture.video} />
        {camera.state === 'on' ? <CameraFrame /> : <NoPicture wallet={wallet} t={t} />}
        <div class="scan__say">
          <h1 tabIndex={-1} ref={heading}>
            {t(camera.state === 'on' ? 'wallet.hold' : `wallet.camera-${camera.state}`)}
          </h1>
          <Hint wallet={wallet} t={t} />
        </div>
      </main>
      {camera.state === 'on' && (camera.lenses > 1 || camera.torch !== 'unsupported') && (
        <footer class="tools tools--app">
          {camera.torch !== 'unsupported' && (
            <button
              class="tool"
              type="button"
              aria-pressed={camera.torch === 'on' ? 'true' : 'false'}
              onClick={() => capture.setTorch(camera.torch !== 'on')}
            >
              {t('wallet.light')}
            </button>
          )}
          {camera.lenses > 1 && (
            <button class="tool" type="button" onClick={capture.nextLens}>
              {t('wallet.other-lens')}
            </button>
          )}
        </footer>
      )}
    </div>
  )
}

function Hint({ wallet, t }: ScreenProps) {
  const { capture, adder } = wallet
  const hint = capture.broken
    ? t('wallet.refused-no-decoder')
    : adder.state.kind === 'checking'
      ? t('wallet.checking')
      : adder.state.kind === 'part'
        ? t('wallet.part-seen', { seen: adder.state.seen, of: adder.state.of })
        : capture.glimpsed
          ? t('wallet.hint-glimpsed')
          : ''
  return (
    <p class={hint === '' ? 'hidden-visually' : 'scan__hint'} role="status">
      {hint}
    </p>
  )
}

/** Without a camera there is still a photograph, a file, a pasted text. */
function NoPicture({ wallet, t }: ScreenProps) {
  const { capture } = wallet
  const { state } = capture.camera
  if (state === 'starting' || state === 'off' || state === 'on') return null
  return (
    <div class="scan__none">
      <p>{t(`wallet.camera-help-${state}`)}</p>
      {state !== 'unsupported' && (
        <button class="scan__button" type="button" onClick={capture.retry}>
          {t('wallet.camera-again')}
        </button>
      )}
      <PictureInput id="photo" capture onPicture={wallet.readFile} class="scan__button">
        {t('wallet.take-photo')}
      </PictureInput>
      <a class="scan__button" href="#paste">
        {t('wallet.by-text')}
      </a>
    </div>
  )
}
