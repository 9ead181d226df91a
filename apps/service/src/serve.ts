import { healthCardAddress } from '@excelsior/credentials'
import { type DemoResident, residentJson } from '@excelsior/demo'
import { zone } from '@excelsior/domain'
import { readHl7Stream } from '@excelsior/records'
import { type Config, readConfig } from './config.ts'
import { demoPopulation } from './demo-population.ts'
import { createServer } from './http.ts'
import { createIngestion } from './ingestion.ts'
import { type Installation, InstallationFault, openInstallation, systemClock } from './installation.ts'
import { type CertificateIssuer, createIssuer } from './issuing.ts'
import { startJobs } from './jobs/jobs.ts'
import { startRefreshingTrust } from './jobs/refreshing-trust.ts'
import { startTellingPhones } from './jobs/telling-phones.ts'
import { startWatchingCertificates } from './jobs/watching-certificates.ts'
import { startWatchingEndings } from './jobs/watching-endings.ts'
import { createMessages } from './messages.ts'
import { openMllpDoor } from './mllp/door.ts'
import { openPhoneWallets } from './phone-wallets.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { Quantum } from './quantum.ts'
import { createRetrieval } from './retrieval.ts'
import { mountRoutes } from './routes/routes.ts'
import { createSeal } from './seal.ts'
import { createSenderDesk } from './senders.ts'
import { readTexts } from './texts.ts'
import { welcome } from './welcome.ts'

const say = (message: string): void => void process.stderr.write(`${message}\n`)

/** Runs until a signal ends it. 0: stopped as asked; 1: could not go on; 2: a setting is wrong. */
export async function serve(env: NodeJS.ProcessEnv = process.env): Promise<0 | 1 | 2> {
  const read = readConfig(env, PROJECT_ROOT)
  if (!read.ok) {
    for (const fault of read.faults) say(fault)
    return 2
  }
  const stopped = untilSignal()
  try {
    const running = await startService(read.config, say)
    process.stdout.write(running.welcome)
    await stopped
    await running.stop()
    return 0
  } catch (error) {
    if (!isPlainFault(error)) throw error
    say(error.message)
    return 1
  }
}

export interface Running {
  readonly port: number
  readonly welcome: string
  stop(): Promise<void>
}

/** Reads, opens, connects, listens: the whole machine on one page. */
export async function startService(config: Config, log: (message: string) => void): Promise<Running> {
  const installation = await openInstallation(config, 'service', log)
  try {
    return await start(config, installation, log)
  } catch (error) {
    await installation.close()
    throw error
  }
}

/** Its first key is made here: the trust list has it before the first certificate is signed. */
function certificateIssuer(
  { euCertificates, issuerFile }: Config,
  { issuer: { name, jurisdiction }, keyRing }: Installation,
): CertificateIssuer | undefined {
  if (!euCertificates) return undefined
  const country = jurisdiction?.slice(0, 2)
  if (country === undefined || !/^[A-Z]{2}$/.test(country))
    throw new InstallationFault(`EU_CERTIFICATES needs a jurisdiction in ${issuerFile}, such as US-NY`)
  const keys = keyRing.documentSigners.keys({ country, organisation: name })
  const signer = () => keys.signer(systemClock())
  signer()
  return { country, authority: name, signer }
}

async function start(
  config: Config,
  installation: Installation,
  log: (message: string) => void,
): Promise<Running> {
  const { store, keyRing, policy } = installation
  const texts = readTexts(PROJECT_ROOT, config.demo !== undefined)
  const seal = createSeal(keyRing.secrets.sessionKey)
  const cardAddress = healthCardAddress(config.publicUrl, config.demo !== undefined)
  const issuer = createIssuer(
    store,
    installation.issuer.id,
    () => keyRing.signer(systemClock()),
    keyRing.secrets.phoneWalletKey,
    {
      cards:
        cardAddress === undefined
          ? undefined
          : { address: cardAddress, signer: () => keyRing.healthCards.signer(systemClock()) },
      certificates: certificateIssuer(config, installation),
    },
  )
  const phoneWallets = openPhoneWallets(config, installation, texts, log)
  const flow = createRetrieval({
    store,
    policy,
    issuer,
    messages: createMessages(texts, policy, new URL(config.publicUrl).host),
    seal,
    identityKey: keyRing.secrets.identityKey,
    quantum: new Quantum(policy().retrieval.answerQuantumMilliseconds),
    now: systemClock,
  })
  const ingestion = createIngestion({ store, codes: installation.codes, zoneOf: zone, now: systemClock })
  const senders = await createSenderDesk({ config, store, seal, policy, now: systemClock })
  const residents: readonly DemoResident[] = config.demo
    ? await demoPopulation(store, ingestion, readHl7Stream, config.demo, policy(), systemClock(), log)
    : []

  const app = createServer(config)
  const endings = startWatchingEndings(installation, config, app.log, log)
  await endings.looked
  await mountRoutes(app, {
    config,
    installation,
    flow,
    ingestion,
    senders,
    seal,
    texts,
    phoneWallets,
    endingSoon: endings.count,
    residents: () => residents.map((resident) => residentJson(resident, policy(), systemClock())),
  })
  const mllp =
    config.mllp &&
    (await openMllpDoor({
      settings: config.mllp,
      senders,
      ingestion,
      zone: () => policy().zone,
      now: systemClock,
      log: (event, detail) => app.log.warn({ event, ...detail }, 'mllp'),
    }))
  try {
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await mllp?.stop()
    throw error
  }
  const address = app.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  const jobs = startJobs(installation, app.log)
  const trust = startRefreshingTrust(installation, config.dataDir, app.log)
  const certificates = startWatchingCertificates(phoneWallets?.apple, app.log)
  const telling = startTellingPhones(phoneWallets?.apple, installation, app.log)
  if (!policy().retrieval.code.required) {
    log('One-time codes are switched off in the policy: three questions alone do not prove who is asking.')
  }
  for (const { locale, unreviewed } of texts.heldBack) {
    log(
      `The language ${locale} is not offered: no person has reviewed ${unreviewed} of its harm-critical texts (data/reviews).`,
    )
  }
  return {
    port,
    welcome: welcome(config, { http: port, mllp: mllp?.port }, residents, policy(), systemClock()),
    async stop() {
      jobs.stop()
      trust.stop()
      certificates.stop()
      endings.stop()
      await telling.stop()
      await mllp?.stop()
      await app.close()
      await installation.close()
    },
  }
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

/** A fault that an operator can mend: told in one sentence, without a stack. */
function isPlainFault(error: unknown): error is Error {
  if (error instanceof InstallationFault) return true
  if (!(error instanceof Error)) return false
  const { code } = error as NodeJS.ErrnoException
  return (
    ['DatabaseError', 'KeyRingError', 'StoreUnavailable', 'WrongSecrets'].includes(error.name) ||
    code === 'EADDRINUSE'
  )
}
