import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Instant, type PartialDate, zone } from '@excelsior/domain'
import { makeGoogleKeyFile, makeTestChain, type TestChain } from '@excelsior/phone-wallets/testing'
import type { PersonId } from '@excelsior/store'
import { type Config, readConfig } from '../config.ts'
import { type Installation, openInstallation, systemClock } from '../installation.ts'
import { createIssuer } from '../issuing.ts'
import { openPhoneWallets, type PhoneWalletDesk } from '../phone-wallets.ts'
import { PROJECT_ROOT } from '../project-root.ts'
import type { IssuedPass } from '../retrieval-flow.ts'
import { readTexts, type Texts } from '../texts.ts'

/** Everything that a service with both wallets has, on a real store, with a chain and keys of its own. */
export interface WalletStand {
  readonly chain: TestChain
  readonly google: ReturnType<typeof makeGoogleKeyFile>
  /** As an operator sets them. */
  readonly env: Readonly<Record<string, string>>
  readonly config: Config
  readonly installation: Installation
  readonly texts: Texts
  readonly desk: PhoneWalletDesk
  /** The wallets under changed settings: what is said of them. Throws where they do not fit. */
  desks(change: Readonly<Record<string, string | undefined>>): {
    readonly desk: PhoneWalletDesk | undefined
    readonly said: readonly string[]
  }
  issue(change?: Partial<IssuedPass>, person?: number): Promise<IssuedPass>
  close(): Promise<void>
}

export async function openWalletStand(): Promise<WalletStand> {
  const folder = mkdtempSync(join(tmpdir(), 'excelsior-wallets-'))
  chmodSync(folder, 0o711) // where root runs the tests, the database is another user
  const chain = makeTestChain()
  const google = makeGoogleKeyFile()
  const googleFile = join(folder, 'google.json')
  writeFileSync(googleFile, google.file)
  const env = {
    DATA_DIR: join(folder, 'data'),
    PUBLIC_URL: 'https://pass.example.gov',
    APPLE_PASS_CERT: chain.files.certificate,
    APPLE_PASS_KEY: chain.files.encryptedKey,
    APPLE_PASS_KEY_PASSPHRASE: chain.passphrase,
    APPLE_WWDR_CERT: chain.files.wwdr,
    APPLE_PASS_TYPE_ID: chain.passTypeId,
    APPLE_TEAM_ID: chain.teamId,
    APPLE_PUSH_URL: 'https://127.0.0.1:1',
    GOOGLE_WALLET_KEY_FILE: googleFile,
    GOOGLE_WALLET_ISSUER_ID: '3388000000012345678',
  }
  const configOf = (change: Readonly<Record<string, string | undefined>> = {}) => {
    const read = readConfig({ ...env, ...change }, PROJECT_ROOT)
    if (!read.ok) throw new Error(read.faults.join('\n'))
    return read.config
  }
  const config = configOf()
  const installation = await openInstallation(config, 'service', () => undefined)
  const texts = readTexts(PROJECT_ROOT, true)
  const { store, keyRing } = installation
  const desks: WalletStand['desks'] = (change) => {
    const said: string[] = []
    const desk = openPhoneWallets(configOf(change), installation, texts, (line) => said.push(line))
    return { desk, said }
  }
  const { desk } = desks({})
  if (desk === undefined) throw new Error('no wallet is set up')
  const signer = () => keyRing.signer(systemClock())
  const issuer = createIssuer(store, installation.issuer.id, signer, keyRing.secrets.phoneWalletKey)
  const newYork = zone('America/New_York')
  return {
    chain,
    google,
    env,
    config,
    installation,
    texts,
    desk,
    desks,
    issue(
      { type = 'vaccination', givenName = 'Rosa', familyName = 'Quiñones Delgado', expires } = {},
      person = 1,
    ) {
      const now = systemClock()
      const end = expires ?? (newYork.midnightStartingDay(newYork.dayAt(now) + 30) as Instant)
      const birthDate = '1988-03-04' as PartialDate
      return issuer.issue({ type, givenName, familyName, birthDate, expires: end }, person as PersonId, now)
    },
    async close() {
      await installation.close()
      chain.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
