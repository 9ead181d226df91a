import { fileURLToPath } from 'node:url'

/** Where `data/` and the built apps lie. */
export const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url))
