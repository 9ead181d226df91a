import type { Examples } from '../examples/kit.ts'
import { MemorableDate } from './memorable-date.tsx'

export const examples: Examples = ({ t, id }) => {
  const birth = {
    legend: t('retrieve.birth'),
    hint: t('retrieve.birth-hint'),
    labels: { month: t('retrieve.month'), day: t('retrieve.day'), year: t('retrieve.year') },
    errorWord: t('common.error'),
  }
  return {
    empty: (
      <MemorableDate
        {...birth}
        id={id('birth')}
        values={{ month: '', day: '', year: '' }}
        autoComplete={false}
      />
    ),
    filled: (
      <MemorableDate
        {...birth}
        id={id('filled')}
        values={{ month: '3', day: '4', year: '1988' }}
        autoComplete={false}
      />
    ),
    'with an error': (
      <MemorableDate
        {...birth}
        id={id('wrong')}
        values={{ month: '3', day: '4', year: '88' }}
        error={{ parts: ['year'], text: t('retrieve.fault-birth-year') }}
        autoComplete={false}
      />
    ),
  }
}
