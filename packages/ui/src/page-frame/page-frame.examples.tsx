import { Steps } from '../steps/steps.tsx'
import { PageFrame } from './page-frame.tsx'
import { TitleBand } from './title-band.tsx'

export const examples = {
  'a step of a form, in two languages': (
    <PageFrame
      service="Excelsior Pass"
      homeLabel="Excelsior Pass, home"
      home="#main"
      skip="Skip to the main part"
      languagesLabel="Languages"
      locale="en"
      languages={[
        { locale: 'en', name: 'English', href: '#main' },
        { locale: 'zh-Hant', name: '繁體中文', href: '#main' },
      ]}
      head={
        <TitleBand title="Your details" over={<b>Step 2 of 4</b>} share={0.5}>
          <Steps label="Steps" names={['1. Which pass', '2. Your details']} current={2} />
        </TitleBand>
      }
      footLabel="About this service"
      footLinks={[{ href: '#main', text: 'Privacy' }]}
      foot={<p>Free and voluntary.</p>}
    >
      <p class="wrap body">The main part</p>
    </PageFrame>
  ),
}
