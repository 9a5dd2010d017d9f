import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { localFolder } from '#infra/local/settings.ts'
import { CannotStartError } from '#infra/local/stop-with.ts'
import type { FromServer, SentMail, ToServer, UpgradeRequest } from '#infra/local/supervision.ts'
import type { InvokeSocketRoute } from '#infra/local/websocket/socket-gateway.ts'
import type { SocketResult } from '#lib/lambda/socket/socket-event.ts'

const SERVER = fileURLToPath(new URL('./server.ts', import.meta.url))

/** How long after a time-out the same code is tried again, in ms. */
const TRY_AGAIN_MS = 1_000
/** How often the first start is tried while it times out. */
const FIRST_TRIES = 3

/** A server could not load the code, or prepare what it needs. */
class LoadError extends CannotStartError {
  readonly tryAgain: boolean

  constructor({ fault, tryAgain }: Extract<FromServer, { type: 'failed' }>) {
    super(fault)
    this.tryAgain = tryAgain
  }
}

const isTimeOut = (error: unknown): boolean => error instanceof LoadError && error.tryAgain

/** A server process. It loads the code in the state that the files have when `go` is sent. */
class Server {
  readonly #process: ChildProcess
  readonly ended: Promise<void>
  /** Resolves when it serves; rejects with the reason if it cannot. */
  readonly ready: Promise<void>

  /** Socket events that it has not answered yet, by id. */
  readonly #pendingEvents = new Map<
    string,
    { answer: (result: SocketResult) => void; fail: (why: Error) => void }
  >()

  constructor({ emails, onUpgrade }: Pick<SupervisorOptions, 'emails' | 'onUpgrade'>) {
    this.#process = spawn(process.execPath, [SERVER], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: path.join(localFolder(), 'compile-cache') },
    })
    this.ended = new Promise((resolve) => this.#process.once('exit', () => resolve()))
    this.ready = new Promise((resolve, reject) => {
      this.#process.on('message', (message: FromServer, socket?: Socket) => {
        if (message.type === 'upgrade' && socket) onUpgrade(message.request, socket)
        if (message.type === 'socketResult') this.#pendingEvents.get(message.id)?.answer(message.result)
        if (message.type === 'ready') resolve()
        if (message.type === 'failed') reject(new LoadError(message))
        if (message.type === 'requestEmails') this.send({ type: 'emails', id: message.id, emails: emails() })
      })
      this.#process.once('exit', (code) =>
        reject(new CannotStartError(`The server ended with code ${code}.`)),
      )
    })
    this.ready.catch(() => undefined) // those who await it still get the error
    this.#process.once('exit', () => {
      for (const { fail } of this.#pendingEvents.values()) fail(new Error('The server ended.'))
    })
  }

  /** Lets it call the function behind a socket route. */
  readonly invoke: InvokeSocketRoute = (name, event) => {
    const id = randomUUID()
    const answered = new Promise<SocketResult>((answer, fail) =>
      this.#pendingEvents.set(id, { answer, fail }),
    )
    this.send({ type: 'socketEvent', id, name, event })
    return answered.finally(() => this.#pendingEvents.delete(id))
  }

  get isAlive(): boolean {
    return this.#process.connected
  }

  send(message: ToServer, socket?: Socket): void {
    if (!this.#process.connected) return void socket?.destroy()
    this.#process.send(message, socket, { keepOpen: false }, () => undefined)
  }

  kill(): void {
    this.#process.kill('SIGKILL')
  }
}

interface SupervisorOptions {
  /** The environment of the next server. It is read for each server, so that a change of .env takes effect. */
  readonly env: () => Readonly<Record<string, string>>
  /** The e-mails that the e-mail fake accepted. */
  readonly emails: () => readonly SentMail[]
  readonly print: (line: string) => void
  /** Called for each WebSocket upgrade request. */
  readonly onUpgrade: (request: UpgradeRequest, socket: Socket) => void
}

/**
 * Keeps one server alive and replaces it when the code changes. The new server starts beside the old one and takes over
 * when it is ready. Connections wait while there is no server. If a new server cannot start, the reason is printed and
 * the old one continues.
 */
export class Supervisor {
  readonly #options: SupervisorOptions
  readonly #waiting: Socket[] = []
  #current: Server | undefined
  #next: Server | undefined
  /** A server that has loaded the packages and waits for the next change. */
  #spare: Server | undefined
  #stopped = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** The first start. A busy machine gets more tries. Throws if the server cannot start. */
  async start(): Promise<void> {
    for (let left = FIRST_TRIES - 1; ; left -= 1) {
      try {
        return void (await this.#startNext())
      } catch (error) {
        if (left === 0 || !isTimeOut(error)) throw error
      }
    }
  }

  accept(socket: Socket): void {
    socket.on('error', () => socket.destroy())
    if (this.#current) this.#current.send({ type: 'connection' }, socket)
    else this.#waiting.push(socket)
  }

  /** Calls the function behind a socket route in the current server; waits for one if there is none. */
  readonly invoke: InvokeSocketRoute = async (name, event) => {
    while (!this.#current && !this.#stopped) await wait(20)
    if (!this.#current) throw new Error('The server has ended.')
    return this.#current.invoke(name, event)
  }

  /** Starts a server with the current code and switches to it. */
  async reload(reason: string): Promise<void> {
    if (this.#stopped) return
    const began = performance.now()
    this.#next?.kill() // a newer change replaces it
    try {
      if (!(await this.#startNext())) return
      this.#options.print(`${reason}: live after ${Math.round(performance.now() - began)} ms`)
    } catch (error) {
      if (this.#stopped || !(error instanceof CannotStartError)) return
      if (isTimeOut(error)) return await this.#reloadLater(reason)
      const status = this.#current ? 'The previous code is still served.' : 'Nothing is served.'
      this.#options.print(
        `${reason}: it does not start. ${status} Save a file to try again.\n${error.message}\n`,
      )
    }
  }

  /** After a time-out: nobody has to save again for what no save can mend. A newer change replaces it. */
  async #reloadLater(reason: string): Promise<void> {
    this.#options.print(`${reason}: the database did not answer in time. It is tried again.`)
    await wait(TRY_AGAIN_MS)
    if (!this.#next) await this.reload(reason)
  }

  /** Lets a server load the current code and take over; false if a newer change replaced it. */
  async #startNext(): Promise<boolean> {
    const server = this.#spare?.isAlive ? this.#spare : new Server(this.#options)
    this.#spare = undefined
    this.#next = server
    server.send({ type: 'go', env: this.#options.env() })
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
    for (const socket of this.#waiting.splice(0)) server.send({ type: 'connection' }, socket)
    old?.send({ type: 'retire' })
    void server.ended.then(() => this.#recover(server))
  }

  /** Replaces a server that ended unexpectedly. */
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
    server.send({ type: 'stop' })
    const forced = setTimeout(() => server.kill(), 3_000)
    await server.ended
    clearTimeout(forced)
  }
}
