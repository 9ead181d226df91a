/**
 * `<p {...untranslated}>` keeps the browser's translator off names, dates and codes. The capital is on purpose:
 * Preact would set the DOM property `translate`, a boolean, to the truthy text `no`; HTML knows no case.
 */
export const untranslated = { Translate: 'no' } as const
