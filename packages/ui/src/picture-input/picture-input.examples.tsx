import type { Examples } from '../examples/kit.ts'
import { Icon } from '../icon/icon.tsx'
import { PictureInput } from './picture-input.tsx'

export const examples: Examples = ({ t, id }) => ({
  'as a button': (
    <PictureInput id={id('picture')} class="button button--quiet" onPicture={() => {}}>
      <Icon name="picture" />
      {t('wallet.by-picture')}
    </PictureInput>
  ),
})
