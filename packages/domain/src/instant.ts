/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number & { readonly instant: unique symbol }

/** RFC 3339 text with the offset that was sent, `2021-06-01T09:00:00-04:00`, checked to be a real moment. */
export type DateTime = string & { readonly dateTime: unique symbol }
