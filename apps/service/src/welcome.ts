import type { DemoResident } from '@excelsior/demo'
import { residentJson } from '@excelsior/demo'
import { type Instant, PASS_TYPES, type Policy } from '@excelsior/domain'
import type { Config } from './config.ts'

/** What a newcomer sees when everything runs: where to go, and three residents to try. */
export function welcome(
  config: Config,
  ports: { readonly http: number; readonly mllp: number | undefined },
  residents: readonly DemoResident[],
  policy: Policy,
  now: Instant,
): string {
  const origin = config.port === ports.http ? config.publicUrl : `http://${config.host}:${ports.http}`
  const lines = [
    '',
    `Excelsior Pass is running${config.demo ? ' with invented people. Stop it with Ctrl-C.' : '. Stop it with Ctrl-C.'}`,
    '',
    `  Portal      ${origin}/`,
    `  Wallet      ${origin}/wallet/`,
    `  Scanner     ${origin}/scanner/`,
    `  Trust list  ${origin}/.well-known/excelsior/trust.json`,
  ]
  if (config.mllp)
    lines.push(
      `  MLLP        ${config.mllp.host}:${ports.mllp}, ${config.mllp.tls ? 'mutual TLS' : 'plain, for this machine alone'}`,
    )
  if (config.demo) {
    lines.push(
      `  Codes sent  ${origin}/demo/outbox`,
      `  Residents   ${origin}/demo/residents`,
      '',
      'Three residents to try:',
    )
    for (const type of PASS_TYPES) {
      const resident = residents.find(
        (candidate) => residentJson(candidate, policy, now).expect[type].eligible,
      )
      if (resident) lines.push('', ...invitation(residentJson(resident, policy, now), type))
    }
  }
  return `${lines.join('\n')}\n\n`
}

function invitation(resident: ReturnType<typeof residentJson>, type: (typeof PASS_TYPES)[number]): string[] {
  const answers = Object.entries(resident.answers).filter(
    ([id]) =>
      id.startsWith(type === 'vaccination' ? 'dose' : type) ||
      (type !== 'vaccination' && id === 'dose-product'),
  )
  return [
    `  ${type} pass: ${resident.givenName} ${resident.familyName}, born ${resident.birthDate}, ZIP ${resident.postalCode}, phone ${resident.phone}`,
    `    answers: ${answers.map(([id, value]) => `${id} ${value}`).join(', ')}`,
  ]
}
