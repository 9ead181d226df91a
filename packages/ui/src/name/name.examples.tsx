import type { Examples } from '../examples/kit.ts'
import { Name } from './name.tsx'

export const examples: Examples = () => ({
  'of two parts': (
    <p>
      <Name givenName="Rosa" familyName="Quiñones Delgado" />
    </p>
  ),
  'of one part': (
    <p>
      <Name givenName="" familyName="Suharto" />
    </p>
  ),
  'written from right to left': (
    <p>
      <Name givenName="נעמי" familyName="בן־דוד" />
    </p>
  ),
})
