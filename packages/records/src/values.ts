/** Longer values count as absent: no name, number or code comes near it, and comparing names is costly. */
export const MAX_VALUE_LENGTH = 250
