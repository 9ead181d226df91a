import type { Examples } from '../examples/kit.ts'
import { ICONS, Icon } from './icon.tsx'

export const examples: Examples = () => Object.fromEntries(ICONS.map((name) => [name, <Icon name={name} />]))
