import { faultOf } from '#infra/local/http/fault.ts'
import { tellSupervisor, type ToServer } from '#infra/local/supervision.ts'

/**
 * The child of `npm start` that serves the API with the code as it is when it is told to go. It loads
 * the packages before that, so that a saved file is live without waiting for them, and our own code
 * after it, so that a fault of any file is told in one piece and the supervisor goes on watching.
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

process.on('SIGINT', () => undefined) // Ctrl-C reaches the whole group; the supervisor ends us in order
process.once('disconnect', () => process.exit(0)) // it was killed before we served

const told = new Promise<Readonly<Record<string, string>>>((resolve) => {
  const listen = (message: ToServer) => {
    if (message.type !== 'go') return
    process.off('message', listen)
    resolve(message.env)
  }
  process.on('message', listen)
})

for (const name of PACKAGES) await import(name).catch(() => undefined) // whoever needs it says what is wrong
Object.assign(process.env, await told)
try {
  await import('#infra/local/serve.ts')
} catch (error) {
  tellSupervisor({ type: 'failed', fault: faultOf(error) })
  setTimeout(() => process.exit(1), 100)
}
