import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import type { invitationSearch } from '#lib/invitations/invitation.schemas.ts'
import { toInvitationView } from '#lib/invitations/invitation.view.ts'
import { readInvitations } from '#lib/invitations/read-invitations.ts'
import type { Order } from '#lib/lists/order.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Invitation, INVITATIONS_OF_CRAFTSMAN, INVITATIONS_OF_JOB } from '#lib/model/invitation.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type Principal, readJobWithContract } from '#lib/process/job-with-contract.ts'

type Search = z.output<typeof invitationSearch>

/** List the invitations of a job for its client. Throws JOB_NOT_YOURS, JOB_NOT_FOUND. */
export async function listJobInvitations(jobId: JobId, search: Search, client: Principal) {
  const { job } = await readJobWithContract(jobId)
  if (actorIn(job, client) !== 'client')
    throw fail((await canSeeJob(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  return listIn({ job: objectId(jobId) }, search, INVITATIONS_OF_JOB)
}

/** List the invitations of the craftsman who asks. */
export const listOwnInvitations = (search: Search, craftsman: Principal) =>
  listIn({ craftsman: objectId(craftsman.id) }, search, INVITATIONS_OF_CRAFTSMAN)

async function listIn(scope: Record<string, unknown>, search: Search, index: Order) {
  const filter = { ...scope, ...(search.status && { status: search.status }) }
  const order = { createdAt: -1, _id: -1 } as const
  const page = await readPage({ model: Invitation, filter, order, index, search, read: readInvitations })
  return pageOf(page, toInvitationView)
}
