import mongoose from 'mongoose'
import { applyMigrations } from '#infra/ops/migrations/apply-migrations.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** A runner that says when it has done five batches of ten, and waits there to be killed. */
const counters = () => mongoose.connection.collection<{ _id: number; hits: number }>('counters')
const NEVER = new Int32Array(new SharedArrayBuffer(4))

await connectMongo()
await applyMigrations(
  [
    {
      id: '0001-first',
      summary: 'Counts, and stops',
      async batch(after, tx) {
        const number = after === null ? 0 : Number(after)
        await counters().updateOne({ _id: number }, { $inc: { hits: 1 } }, { session: tx, upsert: true })
        return { next: String(number + 1), changed: 1 }
      },
    },
  ],
  ({ batches }) => {
    if (batches < 5) return
    process.send?.('in the middle')
    Atomics.wait(NEVER, 0, 0)
  },
)
