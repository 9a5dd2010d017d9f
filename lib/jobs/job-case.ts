import type { ClientSession } from 'mongoose'
import { Contract, type ContractRecord } from '#lib/contracts/contract.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Job, type JobRecord } from '#lib/jobs/job.model.ts'
import type { Actor } from '#lib/jobs/process.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { isStaff, type Role } from '#lib/users/role.ts'

/** A job with the contract it runs under, if it has one: what every rule of the process looks at. */
export interface JobCase {
  readonly job: JobRecord
  readonly contract: ContractRecord | null
}

/** Someone who asks for something about a job. */
export interface Asker {
  readonly id: UserId
  readonly role: Role
}

/** Reads a job with its contract in `session`'s snapshot. Throws JOB_NOT_FOUND. */
export async function readCase(jobId: JobId, session?: ClientSession): Promise<JobCase> {
  const job = await Job.findById(jobId, null, { session: session ?? null }).lean()
  if (!job) throw fail('JOB_NOT_FOUND')
  const contract =
    job.contract && (await Contract.findById(job.contract, null, { session: session ?? null }).lean())
  return { job, contract }
}

/** Which part someone plays in a job; null for a stranger. */
export function actorIn(job: Pick<JobRecord, 'client' | 'craftsman'>, asker: Asker): Actor | null {
  if (isStaff(asker.role)) return 'staff'
  if (idOf<'User'>(job.client) === asker.id) return 'client'
  if (job.craftsman && idOf<'User'>(job.craftsman) === asker.id) return 'craftsman'
  return null
}
