import { faultOf } from '#infra/local/http/fault.ts'
import { tellSupervisor } from '#infra/local/supervision.ts'

/**
 * The child of `npm start` that serves the API with the code as it is now. Everything is imported
 * from here, so that a fault of any file is told in one piece and the supervisor goes on watching.
 */
process.on('SIGINT', () => undefined) // Ctrl-C reaches the whole group; the supervisor ends us in order
try {
  const { serve } = await import('#infra/local/serve.ts')
  await serve()
} catch (error) {
  tellSupervisor({ type: 'failed', fault: faultOf(error) })
  process.disconnect?.()
  process.exitCode = 1
  setTimeout(() => process.exit(1), 200).unref()
}
