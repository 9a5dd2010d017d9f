import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { LIVING_DISPUTES } from '#lib/disputes/dispute-status.ts'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import type { disputeSearch } from '#lib/disputes/dispute.schemas.ts'
import { showDispute } from '#lib/disputes/dispute.view.ts'
import { readDisputes } from '#lib/disputes/read-disputes.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { isStaff } from '#lib/users/role.ts'

type Search = z.output<typeof disputeSearch>

/** List disputes, newest first: those one is a party of; staff see all. */
export function listDisputes(search: Search, asker: Asker) {
  const me = objectId(asker.id)
  const whose = isStaff(asker.role) ? {} : { $or: [{ client: me }, { craftsman: me }] }
  return page(
    { ...whose, ...(search.status && { status: search.status }) },
    { createdAt: -1, _id: -1 },
    search,
  )
}

/** What staff has to decide, due soonest first; with a status, the disputes of that status. */
export const listDueDisputes = (search: Search) =>
  page({ status: search.status ?? trusted({ $in: [...LIVING_DISPUTES] }) }, { dueBy: 1, _id: 1 }, search)

type Sort = PipelineStage.Sort['$sort']

async function page(found: Record<string, unknown>, sort: Sort, search: Search) {
  const [disputes, items] = await Promise.all([
    readDisputes([{ $match: found }, { $sort: sort }, { $skip: skipped(search) }, { $limit: search.limit }]),
    Dispute.countDocuments(found),
  ])
  return pageOf(disputes.map(showDispute), items, search)
}
