import { cpuMs } from '../cpu-time.ts'
import type { FromServer } from './peer.ts'

const send = (message: FromServer): void => void process.send?.(message)

/** Tells the benchmark that this process serves on a port, and its CPU time whenever it asks. */
export function serveBenchmark(port: number): void {
  process.on('message', () => send({ cpuMs: cpuMs() }))
  process.once('disconnect', () => process.exit())
  send({ port })
}
