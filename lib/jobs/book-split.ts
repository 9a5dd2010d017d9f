import type { ClientSession } from 'mongoose'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { warnOfDebt } from '#lib/fees/warn-of-debt.ts'
import { bookVerdict } from '#lib/jobs/book-verdict.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import { payClient, paymentOf } from '#lib/jobs/pay-client.ts'
import type { Move } from '#lib/jobs/process.ts'
import { heldFor, isFeeOpen, type Split } from '#lib/jobs/settlement.ts'
import { debtOf, escrowOf, walletOf } from '#lib/money/accounts.ts'
import type { JournalKind } from '#lib/money/journal.model.ts'
import { asPiastres, minus, type Piastres } from '#lib/money/piastres.ts'
import { postJournal } from '#lib/money/post-journal.ts'
import { Payment } from '#lib/payments/payment.model.ts'
import { HOUR, after } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { collectDebt } from '#lib/wallet/collect-debt.ts'
import { recordTransaction } from '#lib/wallet/record-transaction.ts'

interface Booking {
  readonly move: Move
  /** As it was before the move: it says where the money lies. */
  readonly contract: ContractRecord
  readonly split: Split
  readonly making: MoveMaking
}

/**
 * Books what a move makes of what is held, in the move's own transaction:
 * 1. the client's part goes on its way back to him, in full sums: the platform bears the gateway's fees
 * 2. the rest leaves the escrow, which is then empty: the craftsman's part to his wallet, the fee to the platform;
 *    a fee beyond what is held (Cash) is his debt
 * 3. his statement shows the earnings, withdrawable once they have cleared, or the Pending fee
 * 4. what he owes is taken from what he has; he is warned where the debt nears its limit
 * What was released before a dispute is not in the escrow any more (bookVerdict).
 */
export async function bookSplit(session: ClientSession, booking: Booking): Promise<void> {
  const { contract, split, making } = booking
  const held = heldFor(contract)
  if (held === 0 && split.platform === 0) return
  const key = keyOf(booking)
  if (!isFeeOpen(contract)) return bookVerdict(session, { contract, split, making, key })
  if (held > 0) await refundPart(session, booking)
  await releasePart(session, booking, minus(held, split.client))
  await recordShare(session, booking)
  const userId = craftsmanOf(contract)
  const paid = await collectDebt(session, { userId, cause: key, at: making.at })
  if (split.craftsman < 0) await warnOfDebt(session, userId, asPiastres(-split.craftsman - paid))
}

const craftsmanOf = ({ craftsman }: ContractRecord): UserId => idOf(craftsman)

/** A contract is released, or pays a visit, once; what staff decides, once for each dispute. */
const keyOf = ({ move, contract, making }: Booking): string =>
  making.decision ? `decision:${making.decision.disputeId}` : `${move.money}:${idOf(contract._id)}`

async function refundPart(session: ClientSession, booking: Booking): Promise<void> {
  const { contract, split, making, move } = booking
  if (split.client > 0) {
    const from = escrowOf(idOf(contract.job))
    const said = { at: making.at, reason: making.reason ?? move.summary.en }
    const part = { contract, amount: split.client, from, key: keyOf(booking), making: said }
    return payClient(session, part)
  }
  const { _id, status } = await paymentOf(session, contract)
  if (status !== 'Held') return
  const released = { status: 'Released' as const, updatedAt: making.at }
  await Payment.updateOne({ _id }, { $set: released }, { session })
}

const KINDS: Readonly<Partial<Record<Move['money'], JournalKind>>> = {
  release: 'release',
  visitFee: 'visitFee',
  decided: 'split',
}

async function releasePart(session: ClientSession, booking: Booking, rest: Piastres): Promise<void> {
  const { contract, split, making, move } = booking
  const craftsman = craftsmanOf(contract)
  await postJournal(session, {
    key: keyOf(booking),
    kind: contract.paymentType === 'Cash' ? 'cashFee' : (KINDS[move.money] ?? 'release'),
    lines: [
      { account: escrowOf(idOf(contract.job)), amount: -rest },
      { account: split.craftsman > 0 ? walletOf(craftsman) : debtOf(craftsman), amount: split.craftsman },
      { account: 'platform:fees', amount: split.platform },
    ],
    jobId: idOf(contract.job),
    at: making.at,
  })
}

async function recordShare(session: ClientSession, { contract, split, making }: Booking): Promise<void> {
  const { at } = making
  const amount = split.craftsman
  const of = { jobId: idOf<'Job'>(contract.job), contractId: idOf<'Contract'>(contract._id) }
  const line = { userId: craftsmanOf(contract), amount, at, ...of }
  if (amount < 0) await recordTransaction(session, { ...line, type: 'Fee', status: 'Pending' })
  if (amount <= 0) return
  const { clearingHours } = await currentSettings()
  const clearsAt = after(at, clearingHours * HOUR)
  await recordTransaction(session, { ...line, type: 'Payout', status: 'Completed', clearsAt })
  await recordEvent(session, 'payment.released', {
    ...of,
    clientId: idOf(contract.client),
    craftsmanId: line.userId,
    amount,
  })
}
