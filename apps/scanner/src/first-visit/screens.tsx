import type { FirstScreen } from '@excelsior/ui/first-screen'
import { languagesFor, TEXTS } from '../app-texts.ts'
import { readSettings } from '../device/settings.ts'
import { FirstStart } from '../screens/first-start.tsx'

const { accepted } = readSettings(undefined)

async function screensFor(demo: boolean): Promise<readonly FirstScreen[]> {
  const screens = languagesFor(demo).map(async ({ locale }) => {
    const t = await TEXTS.load(locale)
    const drawn = <FirstStart t={t} demo={demo} accepted={accepted} onChoose={() => {}} onStart={() => {}} />
    return { locale, demo, place: '', drawn }
  })
  return Promise.all(screens)
}

/** As `App` draws it before anything was chosen. Nothing listens to its buttons yet. */
export const FIRST_SCREENS = [...(await screensFor(false)), ...(await screensFor(true))]
