import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** What a sender shows over TLS. */
export interface Certified {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** A sender over MLLP: one connection, one message at a time. */
export class MllpLine {
  readonly socket: Socket
  #come = ''
  #hear: () => void = () => undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('error', () => undefined)
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.#come += text
      this.#hear()
    })
    for (const end of ['close', 'end']) socket.on(end, () => this.#hear())
  }

  /** Undefined where nobody answers. `from`: an address of this machine, which is a network of its own. */
  static async open(port: number, certified?: Certified, from?: string): Promise<MllpLine | undefined> {
    const to = { port, host: '127.0.0.1', ...(from !== undefined && { localAddress: from }) }
    const socket = certified
      ? connectTls({ ...to, ...certified, servername: 'localhost' })
      : connect({ ...to, noDelay: true })
    const line = new MllpLine(socket)
    const event = certified ? 'secureConnect' : 'connect'
    return (await once(socket, event).catch(() => undefined)) && line
  }

  /** One answer, without its frame; undefined where the line broke first. After the `last` bytes our side is closed. */
  async answerTo(bytes: string, last = false): Promise<string | undefined> {
    if (last) this.socket.end(bytes, 'utf8')
    else this.socket.write(bytes, 'utf8')
    for (;;) {
      const end = this.#come.indexOf('\x1c\r')
      if (end >= 0) {
        const answer = this.#come.slice(this.#come.indexOf('\v') + 1, end)
        this.#come = this.#come.slice(end + 2)
        return answer
      }
      if (this.isOver) return undefined
      await new Promise<void>((resolve) => {
        this.#hear = resolve
      })
    }
  }

  get isOver(): boolean {
    return this.socket.destroyed || this.socket.readableEnded
  }

  close(): void {
    this.socket.destroy()
  }
}

export const framed = (message: string): string => `\v${message}\x1c\r`
