import { example as appPage, first as firstAppPage } from '../app-page/app-page.examples.tsx'
import { examples as demoStrip } from '../app-page/demo-strip.examples.tsx'
import { examples as button } from '../button/button.examples.tsx'
import { examples as cameraView } from '../camera-view/camera-view.examples.tsx'
import { examples as codeForm } from '../code-form/code-form.examples.tsx'
import { examples as disclosure } from '../disclosure/disclosure.examples.tsx'
import { example as errorSummary } from '../error-summary/error-summary.examples.tsx'
import { examples as field } from '../field/field.examples.tsx'
import { examples as icon } from '../icon/icon.examples.tsx'
import { example as languageChoice } from '../language-choice/language-choice.examples.tsx'
import { examples as mark } from '../mark/mark.examples.tsx'
import { examples as memorableDate } from '../memorable-date/memorable-date.examples.tsx'
import { examples as name } from '../name/name.examples.tsx'
import { examples as notice } from '../notice/notice.examples.tsx'
import { example as pageFrame } from '../page-frame/page-frame.examples.tsx'
import { example as titleBand } from '../page-frame/title-band.examples.tsx'
import { examples as passCard } from '../pass-card/pass-card.examples.tsx'
import { examples as passSheet } from '../pass-sheet/pass-sheet.examples.tsx'
import { examples as pictureInput } from '../picture-input/picture-input.examples.tsx'
import { examples as pinField } from '../pin-field/pin-field.examples.tsx'
import { examples as qrCode } from '../qr-code/qr-code.examples.tsx'
import { examples as radioTiles } from '../radio-tiles/radio-tiles.examples.tsx'
import { examples as steps } from '../steps/steps.examples.tsx'
import { examples as sun } from '../sun/sun.examples.tsx'
import type { Example, Examples } from './kit.ts'

export type { Kit } from './kit.ts'

/** Components that stand within a page, in all their states. */
export const PARTS = {
  button,
  'camera view': cameraView,
  'code form': codeForm,
  'demo strip': demoStrip,
  disclosure,
  field,
  icon,
  mark,
  'memorable date': memorableDate,
  name,
  notice,
  'pass card': passCard,
  'pass sheet': passSheet,
  'picture input': pictureInput,
  'pin field': pinField,
  'qr code': qrCode,
  'radio tiles': radioTiles,
  steps,
  sun,
} satisfies Record<string, Examples>

/** Components that are a page, or take its focus, by the names of their pages. */
export const PAGES = {
  'app-page': appPage,
  'app-page-first': firstAppPage,
  'error-summary': errorSummary,
  'language-choice': languageChoice,
  'page-frame': pageFrame,
  'title-band': titleBand,
} satisfies Record<string, Example>
