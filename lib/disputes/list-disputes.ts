import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import type { disputeSearch } from '#lib/disputes/dispute.schemas.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDisputes } from '#lib/disputes/read-disputes.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { isStaff } from '#lib/model/role.ts'
import { pageOf, skipOf } from '#lib/platform/api-schemas.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

type Search = z.output<typeof disputeSearch>

/** List disputes, newest first: those that the caller is a party of; staff see all. */
export function listDisputes(search: Search, principal: Principal) {
  const me = objectId(principal.id)
  const visible = isStaff(principal.role) ? {} : { $or: [{ client: me }, { craftsman: me }] }
  return readPage(
    { ...visible, ...(search.status && { status: search.status }) },
    { createdAt: -1, _id: -1 },
    search,
  )
}

/** List the unresolved disputes for staff, due soonest first; with a status, the disputes of that status. */
export const listDueDisputes = (search: Search) =>
  readPage(
    { status: search.status ?? trusted({ $in: [...UNRESOLVED_STATUSES] }) },
    { dueBy: 1, _id: 1 },
    search,
  )

type Sort = PipelineStage.Sort['$sort']

async function readPage(filter: Record<string, unknown>, sort: Sort, search: Search) {
  const [disputes, items] = await Promise.all([
    readDisputes([{ $match: filter }, { $sort: sort }, { $skip: skipOf(search) }, { $limit: search.limit }]),
    Dispute.countDocuments(filter),
  ])
  return pageOf(disputes.map(toDisputeView), items, search)
}
