import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import type { Actor } from '#lib/process/process.ts'

/** A job and its contract, if it has one. Every rule of the process looks at both. */
export interface JobWithContract {
  readonly job: JobRecord
  readonly contract: ContractRecord | null
}

/** The person who makes a request about a job. */
export interface Principal {
  readonly id: UserId
  readonly role: Role
}

/** Reads a job with its contract, in the snapshot of the transaction where there is one. Throws JOB_NOT_FOUND. */
export async function readJobWithContract(jobId: JobId, tx?: ClientSession): Promise<JobWithContract> {
  const job = await Job.findById(jobId, null, { session: tx ?? null }).lean()
  if (!job) throw fail('JOB_NOT_FOUND')
  const contract =
    job.contract && (await Contract.findById(job.contract, null, { session: tx ?? null }).lean())
  return { job, contract }
}

/** The role that a person has in a job; null for a stranger. */
export function actorIn(job: Pick<JobRecord, 'client' | 'craftsman'>, principal: Principal): Actor | null {
  if (isStaff(principal.role)) return 'staff'
  if (idOf<'User'>(job.client) === principal.id) return 'client'
  if (job.craftsman && idOf<'User'>(job.craftsman) === principal.id) return 'craftsman'
  return null
}
