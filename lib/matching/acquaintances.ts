import type { Acquaintance } from '#lib/matching/read-model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** How many of a client's latest contracts count. */
const MAX_CONTRACTS = 200

/** With whom a client has worked, and whether it went well. */
export async function acquaintancesOf(clientId: UserId): Promise<Map<string, Acquaintance>> {
  const contracts = await Contract.find(
    { client: objectId(clientId) },
    { craftsman: 1, status: 1, cancellation: 1 },
  )
    .sort({ createdAt: -1, _id: -1 })
    .limit(MAX_CONTRACTS)
    .lean()
  const known = new Map<string, Acquaintance>()
  for (const { craftsman, status, cancellation } of contracts) {
    const id = idOf<'User'>(craftsman)
    const acquaintance = known.get(id) ?? { good: 0, bad: 0 }
    if (status === 'Completed') acquaintance.good += 1
    if (cancellation?.fault === 'craftsman') acquaintance.bad += 1
    known.set(id, acquaintance)
  }
  return known
}
