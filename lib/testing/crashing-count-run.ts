import { deliver, messagesOf } from '#lib/testing/analytics/counting.ts'
import { workAndDie } from '#lib/testing/crash-points.ts'

/** A script that counts the jobs that were touched, in a process that is killed at a point. */
await workAndDie('crashing-count-run', async () => {
  for (const message of await messagesOf(['job'], 100)) await deliver(message)
})
