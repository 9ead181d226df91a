import { KeyRingError } from '@excelsior/keys'
import { InstallationFault } from '@excelsior/service'

/** What an operator can mend: rules, keys or database that cannot be had. The message says how. */
export function isInstallationFault(error: unknown): error is Error {
  if (error instanceof InstallationFault || error instanceof KeyRingError) return true
  return error instanceof Error && ['DatabaseError', 'StoreUnavailable', 'WrongSecrets'].includes(error.name)
}
