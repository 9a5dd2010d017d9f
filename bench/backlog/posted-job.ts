import { Types } from 'mongoose'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { aPosting } from '#lib/testing/many-jobs.ts'
import { randomOf } from '#lib/testing/random.ts'

/** A posted job of a client who exists. */
export async function aPostedJob(): Promise<JobRecord> {
  const [_id, at] = [new Types.ObjectId(), clock()]
  const client = { _id, email: `${_id.toHexString()}@example.com`, role: 'Client' as const, firstName: 'منى' }
  await User.create([{ ...client, createdAt: at, updatedAt: at }])
  const posting = { ...aPosting({ random: randomOf(1), clients: [_id], at }, 1), status: 'Posted' as const }
  const job = { ...posting, category: 'Plumbing' }
  await Job.collection.insertOne({ ...job, status: 'Quoted' })
  return job
}
