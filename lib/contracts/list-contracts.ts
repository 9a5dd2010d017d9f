import type * as z from 'zod'
import { Contract } from '#lib/contracts/contract.model.ts'
import type { contractSearch } from '#lib/contracts/contract.schemas.ts'
import { showContract } from '#lib/contracts/contract.view.ts'
import { readContracts } from '#lib/contracts/read-contracts.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { pageOf, skipped } from '#lib/platform/border.ts'
import { isStaff } from '#lib/users/role.ts'

import { objectId } from '#lib/platform/mongo.ts'
/** List contracts, newest first: one's own; staff see all. */
export async function listContracts(search: z.output<typeof contractSearch>, asker: Asker) {
  const me = objectId(asker.id)
  const found = {
    ...(isStaff(asker.role) ? {} : { $or: [{ client: me }, { craftsman: me }] }),
    ...(search.status && { status: search.status }),
  }
  const [contracts, items] = await Promise.all([
    readContracts([
      { $match: found },
      { $sort: { createdAt: -1, _id: -1 } },
      { $skip: skipped(search) },
      { $limit: search.limit },
    ]),
    Contract.countDocuments(found),
  ])
  return pageOf(contracts.map(showContract), items, search)
}
