import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Instant, zone } from '@excelsior/domain'
import { type KeyInfo, type KeyLine, type KeyRing, KeyRingError, openKeyRing } from '@excelsior/keys'
import { PROJECT_ROOT, readConfig, systemClock } from '@excelsior/service'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { withKeyIds } from '../with-key-ids.ts'

const help = `Usage: excelsior keys list [--format NAME] [--json]
       excelsior keys rotate [--format NAME] [--at-once] [--json]
       excelsior keys rotate --root [--without-word]
       excelsior keys revoke KEY [--format NAME] [--json]
       excelsior keys signers

Looks after the keys that sign passes, in DATA_DIR/keys. A running service follows within a second.

  list       shows every key and what it is for now:
               published  scanners learn of it, it does not sign yet
               in-use     signs
               retired    signs no more, its passes are good
               revoked    its passes are refused
               dropped    its last pass has expired
  rotate     publishes the next key; a week later, when every scanner knows it, it takes over.
             A key that waits already stays the next one
  --at-once  the new key takes over now: scanners that are offline cannot check its passes until they refresh
  --root     makes a new root key, which signs the trust list from now on, with the word of the one before: whoever
             pinned that takes the new one by itself
  --without-word  for a root key that may be known to others: its word is worth nothing, so each scanner, wallet
             and department has to pin the new one anew. Make it known by another way
  revoke     withdraws a key, for a private key that may be known to others: every pass it signed is refused
             once scanners refresh. Another key takes over where it was in use. Cannot be undone
  signers    prints the certificates of the keys that sign EU Digital COVID Certificates, as a list in the
             manner of the EU's gateway: others check by it
  --format   whose keys: pass (otherwise), shc (SMART Health Cards) or sd-jwt; with list, rotate and revoke
  --json     prints one JSON object a line: {"keyId","state","createdAt","useFrom","retiredAt","notAfter","revokedAt"}

Exit codes: 0 done; 1 there is no such key, or the keys cannot be opened; 2 wrong usage.

Example: excelsior keys revoke 1f3a09c2
`

const ACTIONS = { list, rotate, revoke, signers } as const

interface Request {
  readonly ring: KeyRing
  readonly line: KeyLine
  readonly now: Instant
  readonly key: string | undefined
  readonly atOnce: boolean
  readonly root: boolean
  readonly withWord: boolean
  readonly terminal: Terminal
  print(keys: readonly KeyInfo[]): void | Promise<void>
}

export const command: Command = {
  name: 'keys',
  summary: 'lists, rotates and revokes the keys that sign passes',
  help,
  async run(args, terminal) {
    const { json, ...named } = readArguments(args)
    const read = readConfig(terminal.env, PROJECT_ROOT)
    if (!read.ok) throw new UsageError(read.faults.join('; '))
    const { dataDir, kek, demo } = read.config
    const now = systemClock()
    try {
      const folder = join(dataDir, 'keys')
      const ring = await openKeyRing({ folder, ...(kek ? { kek } : {}), demo: demo !== undefined, now })
      const print = (keys: readonly KeyInfo[]) => terminal.out(json ? lines(keys) : table(keys))
      const line = LINES[named.format](ring)
      return await ACTIONS[named.action]({ ...named, ring, line, now, terminal, print })
    } catch (error) {
      if (!(error instanceof KeyRingError)) throw error
      terminal.err(`excelsior keys: ${error.message}\n`)
      return 1
    }
  },
}

function readArguments(args: readonly string[]) {
  const { values, positionals } = parsed(args)
  const [action, key, ...rest] = positionals
  if (action === undefined || !isAction(action))
    throw new UsageError('say what to do: list, rotate, revoke or signers')
  if (rest.length > 0 || (key !== undefined) !== (action === 'revoke')) {
    throw new UsageError(action === 'revoke' ? 'revoke takes the id of one key' : `${action} takes no key`)
  }
  if (values['at-once'] && action !== 'rotate') throw new UsageError('--at-once goes with rotate')
  const { root, 'at-once': atOnce, 'without-word': withoutWord, json } = values
  if (root && (action !== 'rotate' || atOnce)) throw new UsageError('--root goes with rotate, and alone')
  if (withoutWord && !root) throw new UsageError('--without-word goes with --root')
  if (!isFormat(values.format)) throw new UsageError(`--format takes ${Object.keys(LINES).join(', ')}`)
  if (values.format !== 'pass' && (root || action === 'signers'))
    throw new UsageError('--format goes with list, rotate or revoke of keys that sign')
  return { action, format: values.format, key, atOnce, root, withWord: !withoutWord, json }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: withKeyIds(args),
      options: {
        json: { type: 'boolean', default: false },
        format: { type: 'string', default: 'pass' },
        'at-once': { type: 'boolean', default: false },
        root: { type: 'boolean', default: false },
        'without-word': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'wrong usage')
  }
}

/** The keys of each format that is signed, one of which signs at a time. */
const LINES = {
  pass: (ring: KeyRing): KeyLine => ring,
  shc: (ring: KeyRing): KeyLine => ring.healthCards,
  'sd-jwt': (ring: KeyRing): KeyLine => ring.sdJwt,
} as const

const isFormat = (word: string): word is keyof typeof LINES => Object.hasOwn(LINES, word)

const isAction = (word: string): word is keyof typeof ACTIONS => Object.hasOwn(ACTIONS, word)

async function list({ ring, line, now, terminal, print }: Request): Promise<ExitCode> {
  await print(line.list(now))
  terminal.err(`Scanners pin the trust list's root key: ${ring.root.signer.keyId}\n`)
  return 0
}

async function rotate({
  ring,
  line,
  now,
  atOnce,
  root,
  withWord,
  terminal,
  print,
}: Request): Promise<ExitCode> {
  if (root) {
    await terminal.out(`${await ring.rotateRoot(withWord)}\n`)
    if (!withWord) terminal.err('Nobody takes it by itself: tell everybody this thumbprint by another way.\n')
    return 0
  }
  await print([line.rotate(now, atOnce ? 'atOnce' : undefined)])
  return 0
}

async function revoke({ ring, line, now, key = '', terminal, print }: Request): Promise<ExitCode> {
  // Ids of pass keys are hexadecimal digits, which may come in capitals; other ids are as they are.
  const keyId = line === ring ? key.toLowerCase() : key
  const outcome = line.revoke(keyId, now)
  if (outcome === 'unknown') {
    terminal.err(`excelsior keys: there is no key "${key}"; "excelsior keys list" shows them.\n`)
    return 1
  }
  if (outcome === 'already-revoked') terminal.err('It was revoked before.\n')
  await print(line.list(now).filter((listed) => listed.keyId === keyId))
  return 0
}

/** Revoked ones are withdrawn by their absence, as in the EU's own lists. */
async function signers({ ring, now, terminal }: Request): Promise<ExitCode> {
  const good = ring.documentSigners
    .list(now)
    .filter(({ state }) => state !== 'revoked' && state !== 'dropped')
  const listed = good.map(({ keyId, country, certificate }) => {
    const rawData = Buffer.from(certificate).toString('base64')
    return { kid: keyId, country, certificateType: 'DSC', rawData }
  })
  await terminal.out(`${JSON.stringify(listed, null, 2)}\n`)
  return 0
}

const utc = zone('UTC')
const written = (instant: Instant | undefined) => instant && utc.format(instant)

function lines(keys: readonly KeyInfo[]): string {
  return keys
    .map(({ keyId, state, createdAt, useFrom, retiredAt, notAfter, revokedAt }) => {
      const times = { createdAt, useFrom, retiredAt, notAfter, revokedAt }
      const texts = Object.entries(times).map(([name, instant]) => [name, written(instant)])
      return `${JSON.stringify({ keyId, state, ...Object.fromEntries(texts) })}\n`
    })
    .join('')
}

function table(keys: readonly KeyInfo[]): string {
  return keys
    .map(({ keyId, state, useFrom, retiredAt, revokedAt }) => {
      const until = retiredAt === undefined ? '' : `, until ${written(retiredAt)}`
      const revoked = revokedAt === undefined ? '' : `, revoked ${written(revokedAt)}`
      return `${keyId}  ${state.padEnd(9)}  signs from ${written(useFrom)}${until}${revoked}\n`
    })
    .join('')
}
