import { carried, type DetailsForm, type InRetrieval } from '../form/forms.ts'

/** What a form carries on unseen: what was typed, never an answer. */
export function CarriedDetails({ form }: { readonly form: DetailsForm }) {
  return (
    <>
      {carried(form)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} autocomplete="off" />
        ))}
    </>
  )
}

/** The same, with the retrieval under way. */
export function CarriedRetrieval({ retrieval }: { readonly retrieval: InRetrieval }) {
  return (
    <>
      <input type="hidden" name="retrieval" value={retrieval.token} autocomplete="off" />
      <input type="hidden" name="expires" value={String(retrieval.expires)} autocomplete="off" />
      <CarriedDetails form={retrieval.form} />
    </>
  )
}
