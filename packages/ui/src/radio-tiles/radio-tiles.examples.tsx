import { RadioTiles } from './radio-tiles.tsx'

const tiles = { errorWord: 'Error: ' }
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July'].map((text) => ({
  value: text,
  text,
}))

export const examples = {
  plain: (
    <RadioTiles
      {...tiles}
      name="vaccine"
      legend="Which vaccine was it?"
      big
      chosen="b"
      options={[
        { value: 'a', text: 'Pfizer-BioNTech' },
        { value: 'b', text: 'Moderna', note: 'Two doses' },
        { value: 'none', text: 'I am not sure', note: 'We show where to look it up', aside: true },
      ]}
    />
  ),
  'in columns, with an error': (
    <RadioTiles
      {...tiles}
      name="month"
      legend="In which month?"
      columns="one-word"
      error="Choose an answer"
      options={months}
    />
  ),
}
