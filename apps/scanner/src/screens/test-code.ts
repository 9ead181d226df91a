import { qrCode } from '@excelsior/credentials'
import { ALPHABET } from '../scanning/keyboard-wedge.ts'

/** Loaded only where it is drawn. */
export const testCode = () => qrCode(ALPHABET).modules
