import { MemorableDate } from './memorable-date.tsx'

const birth = {
  id: 'birth',
  legend: 'Birth date',
  hint: 'For example 3 or March, 4, 1988',
  labels: { month: 'Month', day: 'Day', year: 'Year' },
  errorWord: 'Error: ',
}

export const examples = {
  empty: <MemorableDate {...birth} values={{ month: '', day: '', year: '' }} autoComplete />,
  'of somebody else': (
    <MemorableDate {...birth} values={{ month: 'March', day: '4', year: '1988' }} autoComplete={false} />
  ),
  'with an error': (
    <MemorableDate
      {...birth}
      values={{ month: '3', day: '4', year: '88' }}
      error={{ part: 'year', text: 'Type the year with four digits' }}
      autoComplete
    />
  ),
}
