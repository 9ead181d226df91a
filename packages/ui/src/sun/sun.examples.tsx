import type { Examples } from '../examples/kit.ts'
import { Sun } from './sun.tsx'

const at = (share: number) => (
  <div class="head wrap">
    <Sun share={share} />
  </div>
)

export const examples: Examples = () => ({
  'at the beginning': at(1),
  'half way': at(0.5),
  'before it sets': at(0.1),
})
