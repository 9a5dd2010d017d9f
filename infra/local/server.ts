import { faultOf, isTimeOut } from '#infra/local/http/fault.ts'
import { sendToSupervisor, type ToServer } from '#infra/local/supervision.ts'

/**
 * The child process of `npm start` that serves the API. It first loads the packages, so that a later reload need not
 * wait for them. When the supervisor sends `go`, it loads our own code in its current state. An error in any file is
 * then reported to the supervisor, which continues to watch for changes.
 */
const PACKAGES = [
  'zod',
  'mongoose',
  '@middy/core',
  '@middy/http-json-body-parser',
  'jsonwebtoken',
  'bcryptjs',
  'firebase-admin/auth',
]

process.on('SIGINT', () => undefined) // Ctrl-C reaches the whole group; the supervisor stops us in order
process.once('disconnect', () => process.exit(0)) // the supervisor was killed before we served

const environment = new Promise<Readonly<Record<string, string>>>((resolve) => {
  const listen = (message: ToServer) => {
    if (message.type !== 'go') return
    process.off('message', listen)
    resolve(message.env)
  }
  process.on('message', listen)
})

for (const name of PACKAGES) await import(name).catch(() => undefined) // the code that needs the package reports the error
Object.assign(process.env, await environment)
try {
  await import('#infra/local/serve.ts')
} catch (error) {
  sendToSupervisor({ type: 'failed', fault: faultOf(error), tryAgain: isTimeOut(error) })
  setTimeout(() => process.exit(1), 100)
}
