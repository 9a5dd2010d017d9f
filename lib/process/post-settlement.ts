import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { JournalKind } from '#lib/model/journal.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { debtOf, escrowOf, walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { asPiastres, type Piastres, subtract } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { appealDeadline } from '#lib/process/decided-changes.ts'
import { postAppealDecision } from '#lib/process/post-appeal-decision.ts'
import { postDisputeResolution } from '#lib/process/post-dispute-resolution.ts'
import type { Transition } from '#lib/process/process.ts'
import { summaryOf } from '#lib/process/process-text.ts'
import { fundingPaymentOf, refundClient } from '#lib/process/refund-client.ts'
import { heldAmount, isAppealed, isFeeOpen, type Split } from '#lib/process/settlement.ts'
import { warnOfDebt } from '#lib/process/warn-of-debt.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface SettlementPosting {
  readonly transition: Transition
  /** As it was before the transition: it says where the money is held. */
  readonly contract: ContractRecord
  readonly split: Split
  readonly context: TransitionContext
}

/**
 * Posts the split of what is held, in the transaction of the transition:
 * 1. the client's part becomes a refund, of the full sum: the platform bears the gateway's fees
 * 2. the rest leaves the escrow, which is then empty: the craftsman's part goes to their wallet, the fee to the
 *    platform. A fee that is more than what is held (Cash) becomes the craftsman's debt
 * 3. the craftsman's statement shows the earnings, which can be withdrawn once they have cleared, or the Pending fee
 * 4. the craftsman's debt is collected from what they have; they are warned when it nears the limit
 * Money that was released before a dispute is no longer in the escrow: see postDisputeResolution. What a decision gives
 * the craftsman clears when the time to appeal is over; the decision after an appeal moves only the difference
 * (postAppealDecision).
 */
export async function postSettlement(tx: ClientSession, settlement: SettlementPosting): Promise<void> {
  const { contract, split, context } = settlement
  if (isAppealed(contract)) return postAppealDecision(tx, settlement)
  const held = heldAmount(contract)
  if (held === 0 && split.platform === 0) return
  const key = journalKeyOf(settlement)
  if (!isFeeOpen(contract)) return postDisputeResolution(tx, { contract, split, context, key })
  if (held > 0) await refundPart(tx, settlement)
  await releasePart(tx, settlement, subtract(held, split.client))
  await recordShare(tx, settlement)
  const userId = craftsmanOf(contract)
  const paid = await collectDebt(tx, { userId, cause: key, at: context.at })
  if (split.craftsman < 0) await warnOfDebt(tx, userId, asPiastres(-split.craftsman - paid))
}

const craftsmanOf = ({ craftsman }: ContractRecord): UserId => idOf(craftsman)

/** A contract is released, or pays a visit fee, once; a dispute is resolved once. */
const journalKeyOf = ({ transition, contract, context }: SettlementPosting): string =>
  context.decision ? `decision:${context.decision.disputeId}` : `${transition.money}:${idOf(contract._id)}`

async function refundPart(tx: ClientSession, settlement: SettlementPosting): Promise<void> {
  const { contract, split, context, transition } = settlement
  if (split.client > 0) {
    const from = escrowOf(idOf(contract.job))
    const reason = context.reason ?? summaryOf(transition, contract.terms).en
    const key = journalKeyOf(settlement)
    return refundClient(tx, {
      contract,
      amount: split.client,
      from,
      key,
      context: { at: context.at, reason },
    })
  }
  const { _id, status } = await fundingPaymentOf(tx, contract)
  if (status !== 'Held') return
  const released = { status: 'Released' as const, updatedAt: context.at }
  await Payment.updateOne({ _id }, { $set: released }, { session: tx })
}

const JOURNAL_KIND_OF: Readonly<Partial<Record<Transition['money'], JournalKind>>> = {
  release: 'release',
  visitFee: 'visitFee',
  decided: 'split',
}

async function releasePart(tx: ClientSession, settlement: SettlementPosting, rest: Piastres): Promise<void> {
  const { contract, split, context, transition } = settlement
  const craftsman = craftsmanOf(contract)
  await postJournal(tx, {
    key: journalKeyOf(settlement),
    kind: contract.paymentType === 'Cash' ? 'cashFee' : (JOURNAL_KIND_OF[transition.money] ?? 'release'),
    postings: [
      { account: escrowOf(idOf(contract.job)), amount: -rest },
      { account: split.craftsman > 0 ? walletOf(craftsman) : debtOf(craftsman), amount: split.craftsman },
      { account: 'platform:fees', amount: split.platform },
    ],
    jobId: idOf(contract.job),
    at: context.at,
  })
}

async function recordShare(
  tx: ClientSession,
  { contract, split, context, transition }: SettlementPosting,
): Promise<void> {
  const { at } = context
  const amount = split.craftsman
  const of = { jobId: idOf<'Job'>(contract.job), contractId: idOf<'Contract'>(contract._id) }
  const entry = { userId: craftsmanOf(contract), amount, at, ...of }
  if (amount < 0) await recordTransaction(tx, { ...entry, type: 'Fee', status: 'Pending' })
  if (amount <= 0) return
  const settings = await currentSettings()
  const cleared = addMs(at, settings.clearingHours * HOUR)
  const appealable = transition.money === 'decided' ? appealDeadline(at, contract, settings) : cleared
  const clearsAt = appealable > cleared ? appealable : cleared
  await recordTransaction(tx, { ...entry, type: 'Payout', status: 'Completed', clearsAt })
  await recordEvent(tx, 'payment.released', {
    ...of,
    clientId: idOf(contract.client),
    craftsmanId: entry.userId,
    amount,
    ...(transition.money === 'visitFee' && { isVisitFee: true }),
  })
}
