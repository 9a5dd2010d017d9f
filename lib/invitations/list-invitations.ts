import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import type { invitationSearch } from '#lib/invitations/invitation.schemas.ts'
import { showInvitation } from '#lib/invitations/invitation.view.ts'
import { readInvitations } from '#lib/invitations/read-invitations.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { actorIn, readCase, type Asker } from '#lib/jobs/job-case.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

type Search = z.output<typeof invitationSearch>

/** List the invitations of a job for its client. Throws JOB_NOT_YOURS, JOB_NOT_FOUND. */
export async function listJobInvitations(jobId: JobId, search: Search, client: Asker) {
  const { job } = await readCase(jobId)
  if (actorIn(job, client) !== 'client')
    throw fail((await maySee(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
  return list({ job: objectId(jobId) }, search)
}

/** List a craftsman's own invitations. */
export const listOwnInvitations = (search: Search, craftsman: Asker) =>
  list({ craftsman: objectId(craftsman.id) }, search)

async function list(whose: Record<string, unknown>, search: Search) {
  const found = { ...whose, ...(search.status && { status: search.status }) }
  const [invitations, items] = await Promise.all([
    readInvitations([
      { $match: found },
      { $sort: { createdAt: -1, _id: -1 } },
      { $skip: skipped(search) },
      { $limit: search.limit },
    ]),
    Invitation.countDocuments(found),
  ])
  return pageOf(invitations.map(showInvitation), items, search)
}
