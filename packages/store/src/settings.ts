export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Small facts about this installation, such as the demo's seed. Nothing personal, nothing secret. */
export interface Settings {
  get(key: string): Promise<Json | undefined>
  put(key: string, value: Json): Promise<void>
  /** The value on file: this one where there was none yet. */
  putIfAbsent(key: string, value: Json): Promise<Json>
}
