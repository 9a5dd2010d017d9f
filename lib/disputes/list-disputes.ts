import type * as z from 'zod'
import type { disputeSearch } from '#lib/disputes/dispute.schemas.ts'
import { type DisputeWithPeople, toDisputeView } from '#lib/disputes/dispute.view.ts'
import { measureDisputes } from '#lib/disputes/measure-disputes.ts'
import { readDisputes } from '#lib/disputes/read-disputes.ts'
import { type ListQuery, pageOf, readPage } from '#lib/lists/read-page.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { isStaff } from '#lib/model/role.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

type Search = z.output<typeof disputeSearch>

/** List disputes, newest first: those that the caller is a party of; staff see all. */
export function listDisputes(search: Search, principal: Principal) {
  const me = objectId(principal.id)
  const visible = isStaff(principal.role) ? {} : { $or: [{ client: me }, { craftsman: me }] }
  return listBy(isStaff(principal.role), {
    filter: { ...visible, ...(search.status && { status: search.status }) },
    order: { createdAt: -1, _id: -1 },
    search,
    isBrowsed: isStaff(principal.role),
  })
}

/**
 * List the unresolved disputes for staff, due soonest first, with how the promise to decide in time is kept; with a
 * status, the disputes of that status.
 */
export async function listDueDisputes(search: Search) {
  const [list, promise] = await Promise.all([listDue(search), measureDisputes()])
  return { ...list, promise }
}

const listDue = (search: Search) =>
  listBy(true, {
    filter: { status: search.status ?? { $in: [...UNRESOLVED_STATUSES] } },
    order: { dueBy: 1, _id: 1 },
    search,
    isBrowsed: true,
  })

const listBy = async (forStaff: boolean, list: Omit<ListQuery<DisputeWithPeople>, 'model' | 'read'>) =>
  pageOf(await readPage({ ...list, model: Dispute, read: (stages) => readDisputes(stages) }), (dispute) =>
    toDisputeView(dispute, forStaff),
  )
