import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { debtOf, escrowOf, walletOf } from '#lib/money/accounts.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { recordTransaction } from '#lib/money/record-transaction.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { type ContractId, idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import type { Transition } from '#lib/process/process.ts'
import { refundClient, uncoverClient } from '#lib/process/refund-client.ts'
import { type Split, splitsOfAppeal } from '#lib/process/settlement.ts'
import { warnOfDebt } from '#lib/process/warn-of-debt.ts'
import { currentSettings } from '#lib/settings/settings.ts'

interface AppealDecision {
  readonly transition: Transition
  /** As it was while the appeal ran: it has the first split, and what is frozen of the craftsman's part. */
  readonly contract: ContractRecord
  readonly context: TransitionContext
}

/** What the final split changes in the accounts, against the first one. In piastres. */
interface Change {
  /** More for the client. */
  readonly refund: Piastres
  /** Less for the client, who keeps the refund that has gone. */
  readonly kept: Piastres
  /** That, and what the craftsman's part lacks. The platform bears it. */
  readonly borne: Piastres
  /** Out of the craftsman's frozen part. */
  readonly fromWallet: Piastres
  /** More for the craftsman. */
  readonly earned: Piastres
  /** A fee that had become their debt, and that they do not owe after all. */
  readonly feeBack: Piastres
  /** A fee that their part does not cover. */
  readonly owed: Piastres
  readonly fee: Piastres
}

/**
 * Posts the decision after an appeal, in its transaction. The first decision has moved money already, so only the
 * difference moves:
 * 1. the client is granted more: it comes out of the craftsman's part, which was frozen, and out of the fee for it,
 *    and is refunded
 * 2. the client is granted less: the refund has gone and stays with them; the platform bears the difference, and the
 *    craftsman gets theirs. What had not gone, because the client had it from their bank or from somebody else, is not
 *    refunded later either
 * 3. the fee follows the new split; what the craftsman's part does not cover is their debt, as after a first decision
 * 4. the craftsman's statement shows each part, and their debt is collected from what is free again
 */
export async function postAppealDecision(tx: ClientSession, appeal: AppealDecision): Promise<void> {
  const { contract, context, transition } = appeal
  const { at, reason, decision = { client: ZERO, craftsman: ZERO, waiveFee: false } } = context
  const { first, final } = splitsOfAppeal(transition.to, contract, decision)
  const change = changeBetween(first, final, asPiastres(contract.frozen ?? 0))
  const key = `appeal:${idOf<'Contract'>(contract._id)}`
  await postChange(tx, key, contract, change, at)
  if (change.refund > 0) {
    const from = escrowOf(idOf(contract.job))
    await refundClient(tx, { contract, amount: change.refund, from, key, context: { at, reason } })
  }
  await uncoverClient(tx, { contract, amount: change.kept, key, at })
  await recordLines(tx, contract, change, at)
  const userId = idOf<'User'>(contract.craftsman)
  const paid = await collectDebt(tx, { userId, cause: key, at })
  if (change.owed > 0) await warnOfDebt(tx, userId, max(ZERO, subtract(change.owed, paid)))
}

/** A negative part of the craftsman is a debt for the fee; the rest is in their wallet. */
function changeBetween(first: Split, final: Split, frozen: Piastres): Change {
  const inWallet = subtract(max(ZERO, final.craftsman), max(ZERO, first.craftsman))
  const asDebt = subtract(min(ZERO, final.craftsman), min(ZERO, first.craftsman))
  const fromWallet = min(frozen, max(ZERO, subtract(ZERO, inWallet)))
  const missing = subtract(max(ZERO, subtract(ZERO, inWallet)), fromWallet)
  const kept = max(ZERO, subtract(first.client, final.client))
  return {
    refund: max(ZERO, subtract(final.client, first.client)),
    kept,
    borne: asPiastres(kept + missing),
    fromWallet,
    earned: max(ZERO, inWallet),
    feeBack: max(ZERO, asDebt),
    owed: max(ZERO, subtract(ZERO, asDebt)),
    fee: subtract(final.platform, first.platform),
  }
}

async function postChange(
  tx: ClientSession,
  key: string,
  contract: ContractRecord,
  { refund, borne, fromWallet, earned, feeBack, owed, fee }: Change,
  at: Date,
): Promise<void> {
  const userId = idOf<'User'>(contract.craftsman)
  // a fee from before the dispute was waived out of the platform's goodwill, and so it goes back there
  const isFeeOpen = contract.decided?.isFeeOpen ?? false
  await postJournal(tx, {
    key,
    kind: 'split',
    postings: [
      { account: walletOf(userId), amount: earned + feeBack - fromWallet },
      { account: debtOf(userId), amount: -owed },
      { account: 'platform:fees', amount: isFeeOpen ? fee : 0 },
      { account: 'platform:goodwill', amount: (isFeeOpen ? 0 : fee) - borne },
      { account: escrowOf(idOf(contract.job)), amount: refund },
    ],
    jobId: idOf(contract.job),
    at,
  })
}

async function recordLines(
  tx: ClientSession,
  contract: ContractRecord,
  { fromWallet, earned, feeBack, owed }: Change,
  at: Date,
): Promise<void> {
  const userId: UserId = idOf(contract.craftsman)
  const jobId: JobId = idOf(contract.job)
  const contractId: ContractId = idOf(contract._id)
  const line = { userId, jobId, contractId, at } as const
  if (fromWallet > 0) {
    await recordTransaction(tx, { ...line, type: 'Refund', status: 'Completed', amount: -fromWallet })
  }
  if (earned > 0) {
    const clearsAt = addMs(at, (await currentSettings()).clearingHours * HOUR)
    await recordTransaction(tx, { ...line, type: 'Payout', status: 'Completed', amount: earned, clearsAt })
    const clientId = idOf<'User'>(contract.client)
    await recordEvent(tx, 'payment.released', {
      jobId,
      contractId,
      clientId,
      craftsmanId: userId,
      amount: earned,
    })
  }
  if (feeBack > 0) {
    // without the contract: what they got from it is what they got before
    const back = { userId, jobId, at, type: 'Fee', status: 'Completed', amount: feeBack } as const
    await recordTransaction(tx, back)
  }
  if (owed > 0) await recordTransaction(tx, { ...line, type: 'Fee', status: 'Pending', amount: -owed })
}
