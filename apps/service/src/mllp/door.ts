import { constants, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import type { Instant, Zone } from '@excelsior/domain'
import type { Source } from '@excelsior/store'
import type { Ingestion } from '../ingestion.ts'
import { InstallationFault } from '../installation.ts'
import type { MllpSettings } from '../mllp-config.ts'
import { networkOf } from '../network.ts'
import { pinsOf } from '../sender-keys.ts'
import type { SenderDesk } from '../senders.ts'
import { converse, PATIENCE, type Patience } from './conversation.ts'

/** All connections at once; each holds one message of 1 MiB at most. */
const MOST_CONNECTIONS = 200
/** Of one network, proven or not: nobody keeps the others out. */
const MOST_PER_NETWORK = 64
/** Milliseconds. */
const HANDSHAKE = 10_000
const FAREWELL = 15_000

export interface MllpDoor {
  readonly port: number
  /** Finishes what is being written, answers it, and closes. */
  stop(): Promise<void>
}

export interface MllpDoorParts {
  readonly settings: MllpSettings
  readonly senders: Pick<SenderDesk, 'withPin' | 'demo'>
  readonly ingestion: Ingestion
  /** Of the time that an acknowledgement bears. */
  readonly zone: () => Zone
  readonly now: () => Instant
  readonly log: (event: string, detail: Readonly<Record<string, string | number>>) => void
  readonly patience?: Patience
}

/** HL7 v2 over MLLP: mutual TLS, each certificate bound to its source; in the demonstration plain, on this machine alone. */
export async function openMllpDoor(parts: MllpDoorParts): Promise<MllpDoor> {
  const { settings, senders, log } = parts
  const stopping = new AbortController()
  const open = new Map<Socket, Promise<void>>()
  const perNetwork = new Map<string, number>()

  const server = await serverOf(settings)
  server.maxConnections = MOST_CONNECTIONS
  server.on('drop', () => log('mllp-refused', { reason: 'too many connections' }))
  server.on('tlsClientError', (error: NodeJS.ErrnoException) =>
    log('mllp-refused', { reason: error.code ?? 'no TLS' }),
  )
  /** Below TLS: also whoever never gets beyond a handshake. */
  server.on('connection', (socket: Socket) => {
    socket.on('error', () => undefined)
    const network = networkOf(socket.remoteAddress ?? '')
    const count = (perNetwork.get(network) ?? 0) + 1
    if (count > MOST_PER_NETWORK) {
      log('mllp-refused', { reason: 'too many connections from one network' })
      socket.destroy()
      return
    }
    perNetwork.set(network, count)
    socket.once('close', () => {
      const left = (perNetwork.get(network) ?? 1) - 1
      if (left > 0) perNetwork.set(network, left)
      else perNetwork.delete(network)
    })
  })
  server.on(settings.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    if (socket.destroyed) return
    socket.on('error', () => undefined)
    socket.setNoDelay(true).setKeepAlive(true, 60_000)
    const done = serveOne(socket)
      .catch((error: unknown) =>
        log('unexpected', { error: error instanceof Error ? error.name : 'unknown' }),
      )
      .finally(() => open.delete(socket))
    open.set(socket, done)
  })

  async function serveOne(socket: Socket): Promise<void> {
    const sourceOf = settings.tls ? certified(socket as TLSSocket) : senders.demo
    // Who cannot be told apart now is not let in; nor is whoever is not known.
    const first = await sourceOf().catch(() => undefined)
    if (!first) {
      socket.destroy()
      return
    }
    await converse({
      stream: socket,
      source: sourceOf,
      ingestion: parts.ingestion,
      stamp: () => ({ controlId: randomBytes(10).toString('hex'), at: parts.now(), zone: parts.zone() }),
      stopping: stopping.signal,
      patience: parts.patience ?? PATIENCE,
      log: (event, detail) => log(event, { source: first.name, ...detail }),
    })
    if (socket.destroyed) return
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.end()
    socket.resume() // what still comes is not looked at
    const timer = setTimeout(() => socket.destroy(), 2000)
    await closed
    clearTimeout(timer)
  }

  /** Looked up again for each message: a source that was removed, or a certificate that has run out, ends there. */
  function certified(socket: TLSSocket): () => Promise<Source | undefined> {
    const certificate = socket.getPeerX509Certificate()
    if (!certificate) return async () => undefined
    const pins = pinsOf(certificate)
    const ends = certificate.validToDate.getTime()
    return async () => {
      const admission = await senders.withPin([pins.certificate, pins.key])
      if (admission.kind === 'known' && parts.now() < ends) return admission.source
      const reason =
        admission.kind === 'known'
          ? 'expired'
          : admission.kind === 'unknown'
            ? 'not registered'
            : 'no scope hl7v2'
      log('mllp-refused', { reason, certificate: pins.certificate })
      return undefined
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: settings.port, host: settings.host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : settings.port,
    async stop() {
      stopping.abort()
      server.close()
      const timer = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy()
      }, FAREWELL)
      await Promise.all(open.values())
      clearTimeout(timer)
    },
  }
}

async function serverOf({ tls }: MllpSettings): Promise<Server> {
  // A sender may close its side as soon as it has sent, and still waits for the answer.
  const allowHalfOpen = true
  if (!tls) return createServer({ allowHalfOpen })
  const read = (name: string, file: string) =>
    readFile(file).catch(() => {
      throw new InstallationFault(`${name}: ${file} cannot be read`)
    })
  const [cert, key, ca] = await Promise.all([
    read('MLLP_CERT', tls.certificateFile),
    read('MLLP_KEY', tls.keyFile),
    read('MLLP_CLIENT_CA', tls.clientCaFile),
  ])
  try {
    return createTlsServer({
      allowHalfOpen,
      cert,
      key,
      ca,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE,
      // Each connection proves its certificate anew, with its dates.
      secureOptions: constants.SSL_OP_NO_TICKET,
    })
  } catch {
    throw new InstallationFault(
      'MLLP_CERT, MLLP_KEY and MLLP_CLIENT_CA are no certificate, its key, and certificates in PEM',
    )
  }
}
