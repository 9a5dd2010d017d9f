import { Invitation } from '#lib/invitations/invitation.model.ts'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import { OPEN_STATUSES, type JobStatus } from '#lib/jobs/process.ts'
import { Quote } from '#lib/quotes/quote.model.ts'

/** Whether a job exists for this viewer. */
export async function maySee(
  job: Pick<JobWithPeople, '_id' | 'status'> & Parts,
  viewer: Asker,
): Promise<boolean> {
  if (isOpen(job.status)) return true
  const parties = { client: idIn(job.client), craftsman: job.craftsman && idIn(job.craftsman) }
  if (actorIn(parties, viewer) !== null) return true
  const his = { job: job._id, craftsman: viewer.id }
  const [quoted, invited] = await Promise.all([Quote.exists(his), Invitation.exists(his)])
  return quoted !== null || invited !== null
}

type PartyId = JobWithPeople['_id']
interface Parts {
  readonly client: PartyId | { _id: PartyId }
  readonly craftsman: PartyId | { _id: PartyId } | null
}

const idIn = (party: PartyId | { _id: PartyId }): PartyId => ('_id' in party ? (party._id as PartyId) : party)

export const isOpen = (status: JobStatus): boolean => OPEN_STATUSES.some((open) => open === status)
