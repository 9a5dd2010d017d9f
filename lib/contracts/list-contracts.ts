import type * as z from 'zod'
import type { contractSearch } from '#lib/contracts/contract.schemas.ts'
import { toContractView } from '#lib/contracts/contract.view.ts'
import { readContracts } from '#lib/contracts/read-contracts.ts'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { isStaff } from '#lib/model/role.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** List contracts, newest first: the caller's own ones; staff see all. */
export async function listContracts(search: z.output<typeof contractSearch>, principal: Principal) {
  const me = objectId(principal.id)
  const filter = {
    ...(isStaff(principal.role) ? {} : { $or: [{ client: me }, { craftsman: me }] }),
    ...(search.status && { status: search.status }),
  }
  const page = await readPage({
    model: Contract,
    filter,
    order: { createdAt: -1, _id: -1 },
    search,
    isBrowsed: isStaff(principal.role),
    read: (stages) => readContracts(stages),
  })
  return pageOf(page, toContractView)
}
