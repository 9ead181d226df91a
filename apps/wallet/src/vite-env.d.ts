/// <reference types="vite/client" />

/** Languages whose harm-critical texts no person has reviewed. */
declare module '*.json?held-back' {
  const locales: readonly string[]
  export default locales
}

/** The language's own name. */
declare module '*.json?language' {
  const name: string
  export default name
}
