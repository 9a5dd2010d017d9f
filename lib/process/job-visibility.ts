import { Invitation } from '#lib/model/invitation.model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'

/** Whether this viewer may know that a job exists: open jobs are public, others are for their parties, staff and those who quoted or were invited. */
export async function canSeeJob(
  job: Pick<JobRecord, '_id' | 'status'> & Parts,
  viewer: Principal,
): Promise<boolean> {
  if (isOpen(job.status)) return true
  const parties = { client: idIn(job.client), craftsman: job.craftsman && idIn(job.craftsman) }
  if (actorIn(parties, viewer) !== null) return true
  const ofViewer = { job: job._id, craftsman: viewer.id }
  const [quoted, invited] = await Promise.all([Quote.exists(ofViewer), Invitation.exists(ofViewer)])
  return quoted !== null || invited !== null
}

type PartyId = JobRecord['_id']
interface Parts {
  readonly client: PartyId | { _id: PartyId }
  readonly craftsman: PartyId | { _id: PartyId } | null
}

const idIn = (party: PartyId | { _id: PartyId }): PartyId => ('_id' in party ? (party._id as PartyId) : party)
