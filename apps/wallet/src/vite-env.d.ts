/// <reference types="vite/client" />

/** Languages whose harm-critical texts no person has reviewed. */
declare module '*.json?held-back' {
  const locales: readonly string[]
  export default locales
}
