import { Dispute } from '#lib/model/dispute.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import type { ContractId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { Ruling, Scene } from '#lib/testing/money/scene.ts'

/** What histories have to come to, since it seldom happens by itself: what disputes and their appeals do to money. */
export const MOVES = [
  'a dispute is decided with a split',
  'a decision is appealed against',
  'an appeal keeps the decision',
  'an appeal grants the client more',
  'an appeal grants the craftsman more',
  'a payment is charged back during an appeal',
  'an appeal is decided while the payment is charged back',
  'a refund is sent after an appeal',
] as const
export type Move = (typeof MOVES)[number]

/** How often the histories of a run have come to each. */
export const reached = new Map<Move, number>()

export const reach = (move: Move): void => void reached.set(move, (reached.get(move) ?? 0) + 1)

/** Counts what a decision of staff was. `before`: the one that was appealed against. */
export function countRuling(ruling: Ruling, before: Ruling | undefined, isChargedBack: boolean): void {
  if (!before) {
    if (ruling.clientAmount > 0 && ruling.craftsmanAmount > 0) reach('a dispute is decided with a split')
    return
  }
  const more = ruling.clientAmount - before.clientAmount
  if (more === 0) reach('an appeal keeps the decision')
  else reach(more > 0 ? 'an appeal grants the client more' : 'an appeal grants the craftsman more')
  if (isChargedBack) reach('an appeal is decided while the payment is charged back')
}

/** Counts, at the end of a history, the refunds that an appeal caused and that arrived. */
export async function countRefundsAfterAppeals({ rulings }: Pick<Scene, 'rulings'>): Promise<void> {
  const appealed = await Dispute.find({ appeal: trusted({ $ne: null }), status: 'Resolved' }).lean()
  for (const { contract } of appealed) {
    const [first, final] = rulings.filter(({ contractId }) => contractId === contract.toHexString())
    if (!first || !final || final.clientAmount <= first.clientAmount) continue
    const decision = await Journal.findOne({ key: `appeal:${contract.toHexString()}` }).lean()
    if (!decision) continue
    const refund = await Refund.exists({
      contract: objectId(contract.toHexString() as ContractId),
      createdAt: trusted({ $gte: decision.at }),
      paidBy: trusted({ $regex: /^refund-paid:/ }),
    })
    if (refund) reach('a refund is sent after an appeal')
  }
}
