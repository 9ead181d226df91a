import { type Zone, zone } from '@excelsior/domain'

/** The policy's; without a list, or with a name that this device does not know, the device's own. */
export function zoneOf(name: string | undefined): Zone {
  return (name && known(name)) || known(new Intl.DateTimeFormat().resolvedOptions().timeZone) || zone('UTC')
}

function known(name: string): Zone | undefined {
  try {
    return zone(name)
  } catch {
    return undefined
  }
}
