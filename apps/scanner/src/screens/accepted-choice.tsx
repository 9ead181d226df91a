import { PASS_TYPES, type PassType } from '@excelsior/domain'
import type { Translator } from '@excelsior/ui'

export interface AcceptedChoiceProps {
  readonly t: Translator
  readonly accepted: readonly PassType[]
  onChoose(accepted: readonly PassType[]): void
}

/** Which types this venue takes. One always stays: a venue that takes none needs no scanner. */
export function AcceptedChoice({ t, accepted, onChoose }: AcceptedChoiceProps) {
  const toggle = (type: PassType) => {
    const chosen = PASS_TYPES.filter((other) =>
      other === type ? !accepted.includes(type) : accepted.includes(other),
    )
    onChoose(chosen.length > 0 ? chosen : accepted)
  }
  return (
    <fieldset>
      <legend class="legend legend--big">{t('scanner.accepted-title')}</legend>
      <p class="hint" id="accepted-hint">
        {t('scanner.accepted-hint')}
      </p>
      {PASS_TYPES.map((type) => {
        const only = accepted.length === 1 && accepted[0] === type
        return (
          <div class="check" key={type}>
            <input
              class="check__box"
              type="checkbox"
              id={`accepts-${type}`}
              checked={accepted.includes(type)}
              aria-disabled={only ? 'true' : undefined}
              aria-describedby="accepted-hint"
              onClick={(event) => {
                if (only) event.preventDefault()
                else toggle(type)
              }}
            />
            <label class="check__label" for={`accepts-${type}`}>
              {t(`pass.type-${type}`)}
            </label>
          </div>
        )
      })}
    </fieldset>
  )
}
