import { carried, carriedRetrieval, type DetailsForm, type InRetrieval } from '../form/forms.ts'

/** What a form carries on unseen: what was typed, never an answer. */
export const CarriedDetails = ({ form }: { readonly form: DetailsForm }) => <Hidden fields={carried(form)} />

/** The same, with the retrieval under way. */
export const CarriedRetrieval = ({ retrieval }: { readonly retrieval: InRetrieval }) => (
  <Hidden fields={carriedRetrieval(retrieval)} />
)

function Hidden({ fields }: { readonly fields: readonly (readonly [string, string])[] }) {
  return (
    <>
      {fields
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} autocomplete="off" />
        ))}
    </>
  )
}
