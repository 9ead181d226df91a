import { FieldError } from '../field/field-error.tsx'

export interface RadioTilesProps {
  readonly name: string
  readonly legend: string
  readonly options: readonly RadioTile[]
  readonly chosen?: string | undefined
  readonly error?: string | undefined
  readonly errorWord: string
  /** Many options stand in columns: one word each on phones too, more words where there is room. */
  readonly columns?: 'one-word' | 'more-words' | undefined
  /** The legend is the heading of its part of the page. */
  readonly big?: boolean
}

export interface RadioTile {
  readonly value: string
  readonly text: string
  readonly note?: string
  /** Takes the whole width among columns. */
  readonly wide?: boolean
  /** A way out rather than an answer. */
  readonly aside?: boolean
}

const TILES = { none: 'tiles', 'one-word': 'tiles tiles--short', 'more-words': 'tiles tiles--columns' }

/** One choice of several; the whole tile takes the click. The first input is what an error summary leads to. */
export function RadioTiles(props: RadioTilesProps) {
  const { name, error } = props
  const errorId = `${name}-error`
  return (
    // The bar beside what is wrong is not the fieldset's own border, which begins halfway down the legend.
    <div class={error ? 'field--error' : undefined}>
      <fieldset aria-describedby={error ? errorId : undefined}>
        <legend class={props.big ? 'legend legend--big' : 'legend'}>{props.legend}</legend>
        {error && <FieldError id={errorId} word={props.errorWord} text={error} />}
        <div class={TILES[props.columns ?? 'none']}>
          {props.options.map((option, index) => (
            <Tile
              key={option.value}
              id={index === 0 ? name : `${name}-${index}`}
              name={name}
              option={option}
              chosen={props.chosen}
            />
          ))}
        </div>
      </fieldset>
    </div>
  )
}

interface TileProps {
  readonly id: string
  readonly name: string
  readonly option: RadioTile
  readonly chosen: string | undefined
}

function Tile({ id, name, option, chosen }: TileProps) {
  return (
    <div
      class={['tile', option.wide && 'tile--wide', option.aside && 'tile--aside'].filter(Boolean).join(' ')}
    >
      <input
        class="tile__input"
        type="radio"
        name={name}
        id={id}
        value={option.value}
        checked={chosen === option.value}
      />
      <label class="tile__label" for={id}>
        {option.text}
        {option.note && <span class="tile__note">{option.note}</span>}
      </label>
    </div>
  )
}
