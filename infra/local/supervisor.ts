import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStart } from '#infra/local/stop-with.ts'
import type { FromServer, SentMail, ToServer, UpgradeRequest } from '#infra/local/supervision.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'
import type { SocketResult } from '#lib/http/socket-event.ts'

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url))

/** A server of one state of the code: the one that its files have when it is told to go. */
class Server {
  readonly #process: ChildProcess
  readonly ended: Promise<void>
  /** Settles when it serves; rejects with what kept it from that. */
  readonly ready: Promise<void>

  /** Socket events that it was given and has not answered. */
  readonly #asked = new Map<string, { answer: (result: SocketResult) => void; fail: (why: Error) => void }>()

  constructor({ emails, onUpgrade }: Pick<SupervisorOptions, 'emails' | 'onUpgrade'>) {
    this.#process = spawn(process.execPath, [SERVER], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(localFolder(), 'compile-cache') },
    })
    this.ended = new Promise((resolve) => this.#process.once('exit', () => resolve()))
    this.ready = new Promise((resolve, reject) => {
      this.#process.on('message', (message: FromServer, socket?: Socket) => {
        if (message.type === 'upgrade' && socket) onUpgrade(message.request, socket)
        if (message.type === 'socketResult') this.#asked.get(message.id)?.answer(message.result)
        if (message.type === 'ready') resolve()
        if (message.type === 'failed') reject(new CannotStart(message.fault))
        if (message.type === 'askEmails') this.tell({ type: 'emails', id: message.id, emails: emails() })
      })
      this.#process.once('exit', (code) => reject(new CannotStart(`The server ended with code ${code}.`)))
    })
    this.ready.catch(() => undefined) // whoever waits for it hears of it
    this.#process.once('exit', () => {
      for (const { fail } of this.#asked.values()) fail(new Error('The server ended.'))
    })
  }

  /** Has it call the function behind a socket route. */
  readonly invoke: InvokeSocketRoute = (name, event) => {
    const id = randomUUID()
    const answered = new Promise<SocketResult>((answer, fail) => this.#asked.set(id, { answer, fail }))
    this.tell({ type: 'socketEvent', id, name, event })
    return answered.finally(() => this.#asked.delete(id))
  }

  get isAlive(): boolean {
    return this.#process.connected
  }

  tell(message: ToServer, socket?: Socket): void {
    if (!this.#process.connected) return void socket?.destroy()
    this.#process.send(message, socket, { keepOpen: false }, () => undefined)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }
}

interface SupervisorOptions {
  /** The environment of the next server; read anew for each, so that a change of .env counts. */
  readonly env: () => Readonly<Record<string, string>>
  /** What the mail service's stand-in was given. */
  readonly emails: () => readonly SentMail[]
  readonly say: (line: string) => void
  /** Somebody asks for a socket. */
  readonly onUpgrade: (request: UpgradeRequest, socket: Socket) => void
}

/**
 * Keeps one server alive and replaces it when the code changes: the new one starts beside the old one
 * and takes over when it is ready. Connections that come while there is none wait. A new one that
 * cannot start says why, and the old one goes on.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #waiting: Socket[] = []
  #current: Server | undefined
  #next: Server | undefined
  /** Has loaded the packages and waits for the next change. */
  #spare: Server | undefined
  #stopped = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** The first start: what keeps it from serving is thrown. */
  async start(): Promise<void> {
    await this.#go()
  }

  take(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#current) this.#current.tell({ type: 'connection' }, socket)
    else this.#waiting.push(socket)
  }

  /** Calls the function behind a socket route, in the server of now; waits for one where there is none. */
  readonly invoke: InvokeSocketRoute = async (name, event) => {
    while (!this.#current && !this.#stopped) await wait(20)
    if (!this.#current) throw new Error('The server has ended.')
    return this.#current.invoke(name, event)
  }

  /** Starts the code as it is now and changes over to it. */
  async reload(reason: string): Promise<void> {
    if (this.#stopped) return
    const began = performance.now()
    this.#next?.kill() // overtaken by a newer change
    try {
      if (!(await this.#go())) return
      this.#options.say(`${reason}: live after ${Math.round(performance.now() - began)} ms`)
    } catch (error) {
      if (this.#stopped || !(error instanceof CannotStart)) return
      const goesOn = this.#current ? 'The code from before goes on serving.' : 'Nothing is served.'
      this.#options.say(
        `${reason}: it does not start. ${goesOn} Save a file to try again.\n${error.message}\n`,
      )
    }
  }

  /** Lets a server load the code as it is now and take over; false where another change overtook it. */
  async #go(): Promise<boolean> {
    const server = this.#spare?.isAlive ? this.#spare : new Server(this.#options)
    this.#spare = undefined
    this.#next = server
    server.tell({ type: 'go', env: this.#options.env() })
    try {
      await server.ready
    } catch (error) {
      if (this.#next !== server) return false
      this.#next = undefined
      throw error
    } finally {
      if (!this.#stopped) this.#spare ??= new Server(this.#options)
    }
    if (this.#next === server) this.#takeOver(server)
    return this.#current === server
  }

  #takeOver(server: Server): void {
    const old = this.#current
    this.#current = server
    this.#next = undefined
    for (const socket of this.#waiting.splice(0)) server.tell({ type: 'connection' }, socket)
    old?.tell({ type: 'retire' })
    void server.ended.then(() => this.#recover(server))
  }

  /** A server that ended without being told to was killed or broke: another takes its place. */
  #recover(server: Server): void {
    if (this.#stopped || this.#current !== server) return
    this.#current = undefined
    void this.reload('The server ended')
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#next?.kill()
    this.#spare?.kill()
    for (const socket of this.#waiting.splice(0)) socket.destroy()
    const server = this.#current
    if (!server) return
    server.tell({ type: 'stop' })
    const forced = setTimeout(() => server.kill(), 3_000)
    await server.ended
    clearTimeout(forced)
  }
}
