/** USPS codes of states and territories (Publication 28, appendix B), without the military's. */
const STATES: ReadonlyMap<string, string> = new Map(
  (
    'AL Alabama|AK Alaska|AS American Samoa|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|' +
    'DE Delaware|DC District of Columbia|FL Florida|GA Georgia|GU Guam|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|' +
    'IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|' +
    'MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|' +
    'NY New York|NC North Carolina|ND North Dakota|MP Northern Mariana Islands|OH Ohio|OK Oklahoma|OR Oregon|' +
    'PA Pennsylvania|PR Puerto Rico|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|' +
    'UT Utah|VT Vermont|VI Virgin Islands|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming'
  )
    .split('|')
    .flatMap((entry): [string, string][] => {
      const code = entry.slice(0, 2)
      return [
        [code, code],
        [entry.slice(3).toUpperCase(), code],
      ]
    }),
)

/** ISO 3166-2, `US-NY`, of a state as addresses name it: the USPS code, the full name, or the ISO code itself. */
function jurisdictionOfState(state: string): string | undefined {
  const name = state.trim().toUpperCase()
  const code = STATES.get(name.startsWith('US-') ? name.slice(3) : name)
  return code === undefined ? undefined : `US-${code}`
}

/** What an address says of its state: a foreign country is said to be none of ours. */
export function stateNamed(state: string | undefined, country: string | undefined): string | undefined {
  const isForeign =
    country !== undefined &&
    !['US', 'USA', 'UNITED STATES', 'UNITED STATES OF AMERICA'].includes(country.toUpperCase())
  return isForeign ? country : state
}

/**
 * Where a record comes from: the first of the addresses that names a state decides, even with a state that is
 * none of ours, for then it was given elsewhere. Only where none names one does the source's own stand in.
 */
export function jurisdictionOf(
  states: readonly (string | undefined)[],
  ownOfSource: string | undefined,
): string | undefined {
  const named = states.find((state) => state !== undefined)
  return named === undefined ? ownOfSource : jurisdictionOfState(named)
}
