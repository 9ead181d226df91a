import { resolve } from 'node:path'

/** The port that takes HL7 v2 over MLLP. Files are not yet looked at. */
export interface MllpSettings {
  readonly port: number
  readonly host: string
  /** Without it: the demonstration, and this machine alone. */
  readonly tls?: {
    readonly certificateFile: string
    readonly keyFile: string
    readonly clientCaFile: string
  }
}

/** Off unless MLLP_PORT is set; outside the demonstration only with certificates on both sides. */
export function readMllpSettings(
  env: Readonly<Record<string, string | undefined>>,
  root: string,
  { host, demo }: { readonly host: string; readonly demo: boolean },
  faults: string[],
): MllpSettings | undefined {
  const port = env.MLLP_PORT?.trim()
  const files = { MLLP_CERT: env.MLLP_CERT, MLLP_KEY: env.MLLP_KEY, MLLP_CLIENT_CA: env.MLLP_CLIENT_CA }
  const given = Object.entries(files).filter(([, file]) => file?.trim())
  if (!port) {
    const [first] = given
    if (first) faults.push(`${first[0]} is of no use without MLLP_PORT`)
    return undefined
  }
  const number = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN
  if (!(number >= 0 && number <= 65535))
    faults.push(`MLLP_PORT is "${port}": a whole number from 0 to 65535 is expected`)
  const missing = Object.keys(files).filter((name) => !given.some(([one]) => one === name))
  if (missing.length > 0 && (given.length > 0 || !demo)) {
    faults.push(
      `${missing.join(', ')} missing: MLLP needs all of ${Object.keys(files).join(', ')}; only the demonstration does without`,
    )
  }
  const [certificate, key, clientCa] = Object.values(files).map((file) => file?.trim() ?? '')
  if (!certificate || !key || !clientCa) return { port: number, host: '127.0.0.1' }
  const tls = {
    certificateFile: resolve(root, certificate),
    keyFile: resolve(root, key),
    clientCaFile: resolve(root, clientCa),
  }
  return { port: number, host, tls }
}
