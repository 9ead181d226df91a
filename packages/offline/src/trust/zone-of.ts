import { type Zone, zone } from '@excelsior/domain'

/** The policy's; without a list, or with a name that this device does not know, the device's own. */
export function zoneOf(name: string | undefined): Zone {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  for (const candidate of [name, own]) {
    try {
      if (candidate) return zone(candidate)
    } catch {
      // Not known here.
    }
  }
  return zone('UTC')
}
