/** A real day, `2021-04-30`. */
export type CivilDate = string & { readonly civilDate: unique symbol }

/** A real day, month or year: `2021-04-30`, `1956-03`, `1956`. */
export type PartialDate = string & { readonly partialDate: unique symbol }
