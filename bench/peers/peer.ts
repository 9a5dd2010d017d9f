import { type ChildProcess, fork } from 'node:child_process'
import { Agent, get } from 'node:http'
import path from 'node:path'

/** What a server sends to the benchmark: its port once it listens, and its CPU time when it is asked. */
export type FromServer = { readonly port: number } | { readonly cpuMs: number }

/** A server that is measured, in a process of its own. */
export class Peer {
  readonly #process: ChildProcess
  readonly #token: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 })
  #port = 0

  private constructor(process: ChildProcess, token: string) {
    this.#process = process
    this.#token = token
  }

  static async start(file: string, env: NodeJS.ProcessEnv, token: string): Promise<Peer> {
    const peer = new Peer(fork(path.join(import.meta.dirname, file), { env }), token)
    const told = await peer.#next()
    peer.#port = 'port' in told ? told.port : 0
    return peer
  }

  /** The CPU time of its process so far, in ms. */
  async cpuMs(): Promise<number> {
    const told = this.#next()
    this.#process.send('cpu')
    const answer = await told
    return 'cpuMs' in answer ? answer.cpuMs : 0
  }

  ask(target: string): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.#token}` }
    const options = { port: this.#port, host: '127.0.0.1', path: target, agent: this.#agent, headers }
    return new Promise((resolve, reject) => {
      get(options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const body = Buffer.concat(chunks).toString()
          if (response.statusCode === 200) resolve(JSON.parse(body))
          else reject(new Error(`${target}: ${response.statusCode ?? 0} ${body}`))
        })
      }).on('error', reject)
    })
  }

  stop(): void {
    this.#process.disconnect()
  }

  #next(): Promise<FromServer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => {
        reject(new Error(`A server ended with ${code ?? 'a signal'}.`))
      }
      this.#process.once('exit', ended)
      this.#process.once('message', (message: FromServer) => {
        this.#process.off('exit', ended)
        resolve(message)
      })
    })
  }
}
