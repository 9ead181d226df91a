/** What a row may say: the names of the header where no mapping gives others. */
export const FIELDS = [
  'kind',
  'familyName',
  'givenName',
  'birthDate',
  'sex',
  'phone',
  'street',
  'apartment',
  'city',
  'state',
  'postalCode',
  'cvx',
  'date',
  'historical',
  'test',
  'result',
  'collected',
  'status',
  'jurisdiction',
  'place',
  'id',
  'corrects',
] as const
export type Field = (typeof FIELDS)[number]

/** Without these nothing can be read, and the file is refused: a column is never made up. */
export const NEEDED: Readonly<Record<'always' | 'immunization' | 'lab', readonly Field[]>> = {
  always: ['kind', 'familyName', 'givenName', 'birthDate'],
  immunization: ['cvx', 'date', 'status'],
  lab: ['test', 'result', 'collected', 'status'],
}
