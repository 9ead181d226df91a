import { CREDENTIAL_FILES, canReadPdfs } from '@excelsior/capture'
import { Icon, PictureInput } from '@excelsior/ui/components'
import { useEffect, useRef } from 'preact/hooks'
import type { NotAdded } from '../adding.ts'
import type { ScreenProps } from '../screen-props.ts'
import { AddingInWords } from './adding-in-words.tsx'
import { Page } from './page.tsx'
import { renewAddress } from './portal-addresses.ts'

/** The ways in, and what came of the last try. */
export function Add(props: ScreenProps) {
  const { wallet, t } = props
  const { state } = wallet.adder
  const readsPdfs = canReadPdfs()
  return (
    <Page wallet={wallet} t={t} title={t('wallet.add')} lead={t('wallet.add-lead')}>
      {state.kind === 'refused' && <Refused {...props} why={state.why} />}
      {wallet.place === 'ios-tab' && <p class="measure">{t('wallet.install-first')}</p>}
      <ul class="ways measure">
        <li>
          <a class="way" href="#camera">
            <WayText icon="camera" name={t('wallet.by-camera')} why={t('wallet.by-camera-why')} />
            <span class="way__go" aria-hidden="true" />
          </a>
        </li>
        <li>
          <PictureInput
            id="picture"
            class="way"
            pdf={readsPdfs}
            also={CREDENTIAL_FILES}
            onPicture={wallet.readFile}
          >
            {readsPdfs ? (
              <WayText icon="picture" name={t('wallet.by-file')} why={t('wallet.by-file-why')} />
            ) : (
              <WayText icon="picture" name={t('wallet.by-picture')} why={t('wallet.by-picture-why')} />
            )}
            <span class="way__go" aria-hidden="true" />
          </PictureInput>
        </li>
        <li>
          <a class="way" href="#paste">
            <WayText icon="card" name={t('wallet.by-text')} why={t('wallet.by-text-why')} />
            <span class="way__go" aria-hidden="true" />
          </a>
        </li>
      </ul>
      <p>
        <a class="linkish" href={renewAddress(t.locale)}>
          {t('wallet.get-pass')}
        </a>
      </p>
      <p class="checking" role="status">
        <AddingInWords state={state} t={t} />
      </p>
    </Page>
  )
}

interface WayTextProps {
  readonly icon: 'camera' | 'picture' | 'card'
  readonly name: string
  readonly why: string
}

function WayText({ icon, name, why }: WayTextProps) {
  return (
    <>
      <span class="way__icon">
        <Icon name={icon} />
      </span>
      <span>
        <span class="way__name">{name}</span>
        <span class="way__why">{why}</span>
      </span>
    </>
  )
}

/** Why it was not taken up, and what to do. Nothing of the code itself is shown. */
function Refused({ wallet, t, why }: ScreenProps & { readonly why: NotAdded }) {
  const box = useRef<HTMLDivElement>(null)
  const { state } = wallet.adder
  useEffect(() => {
    box.current?.focus()
  }, [state])
  return (
    <div class="summary" ref={box} tabIndex={-1} role="alert">
      <h2 class="summary__title">
        <Icon name="warning" />
        {t('wallet.not-added')}
      </h2>
      <p>{t(`wallet.refused-${why}`)}</p>
    </div>
  )
}
