import type { Examples } from '../examples/kit.ts'
import { RadioTiles } from './radio-tiles.tsx'

export const examples: Examples = ({ t, id }) => {
  const tiles = { errorWord: t('common.error') }
  return {
    plain: (
      <RadioTiles
        {...tiles}
        name={id('pass')}
        legend={t('retrieve.which-type')}
        chosen="pcr"
        options={[
          { value: 'vaccination', text: t('pass.type-vaccination') },
          { value: 'pcr', text: t('pass.type-pcr'), note: t('retrieve.which-pcr', { days: 3 }) },
          { value: 'not-sure', text: t('retrieve.not-sure'), note: t('retrieve.not-sure-note'), aside: true },
        ]}
      />
    ),
    'in columns, with an error': (
      <RadioTiles
        {...tiles}
        name={id('topic')}
        legend={t('support.topic')}
        big
        columns="more-words"
        error={t('support.fault-topic')}
        options={['getting', 'using', 'wallet', 'scanner'].map((topic) => ({
          value: topic,
          text: t(`support.topic-${topic}`),
        }))}
      />
    ),
  }
}
