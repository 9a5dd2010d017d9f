import type { ClientSession } from 'mongoose'
import type { ContractPayment } from '#lib/contracts/contract-status.ts'
import { Contract, type ContractRecord } from '#lib/contracts/contract.model.ts'
import { freezeEarnings, thawEarnings } from '#lib/disputes/freeze-earnings.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { fail } from '#lib/errors/app-error.ts'
import { bookSplit } from '#lib/jobs/book-split.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import type { Move } from '#lib/jobs/process.ts'
import { heldFor, splitOf, type Split } from '#lib/jobs/settlement.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { HOUR, after } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'

/**
 * What a move does to the contract, in the move's own transaction. The money rule decides where what is
 * held goes, and it is booked there; completing counts for both parties once, and a verdict against it takes
 * that back. The contract is written first and only as it was read: of two moves at once one gets to book.
 */
export async function settleContract(
  session: ClientSession,
  move: Move,
  contract: ContractRecord,
  making: MoveMaking,
): Promise<ContractRecord> {
  const split = splitOf(move, contract, making.decision)
  const frozen = move.to === 'Disputed' ? await freezeEarnings(session, contract, making.at) : null
  const changes = {
    ...outcomeOf(move, contract, making),
    ...(split && afterSplit(split, contract)),
    ...(frozen && { frozen }),
    ...cashFigures(contract, making),
  }
  if (Object.keys(changes).length === 0) return contract
  const settled = await Contract.findOneAndUpdate(
    { _id: contract._id, status: contract.status, payment: contract.payment },
    { $set: { ...changes, updatedAt: making.at } },
    { session, returnDocument: 'after' },
  ).lean()
  if (!settled) throw fail('MOVE_NOT_ALLOWED')
  if (contract.frozen && contract.status === 'Disputed') {
    const clearLaterBy = making.resumes?.disputeLasted ?? null
    await thawEarnings(session, contract._id, { at: making.at, clearLaterBy })
  }
  if (split) await bookSplit(session, { move, contract, split, making })
  await countCompletion(session, contract, settled)
  if (!making.resumes) await tellOutcome(session, contract, settled, making)
  return settled
}

function outcomeOf(
  move: Move,
  contract: ContractRecord,
  { at, resumes }: MoveMaking,
): Partial<ContractRecord> {
  if (resumes) return { status: resumes.status, confirmBy: resumes.confirmBy ?? null, frozen: 0 }
  if (move.quotes === 'reopen') return { status: 'Void' }
  switch (move.to) {
    case 'Disputed':
      return { status: 'Disputed', confirmBy: null }
    case 'Cancelled':
      return { status: 'Cancelled', confirmBy: null }
    case 'Completed':
      if (move.money === 'keep') return { confirmBy: after(at, contract.terms.confirmHours * HOUR) }
      return { status: 'Completed', confirmBy: null, confirmedAt: contract.confirmedAt ?? at }
    default:
      return {}
  }
}

/** Where the money is then. Only what is held can go anywhere: cash stays cash, unpaid stays unpaid. */
function afterSplit({ client, platform }: Split, contract: ContractRecord): Partial<ContractRecord> {
  const held = heldFor(contract)
  return {
    ...(platform !== 0 && { feeBooked: (contract.feeBooked ?? 0) + platform }),
    ...(contract.frozen && { frozen: 0 }),
    ...(held > 0 && { payment: paymentAfter(client, held, contract) }),
  }
}

function paymentAfter(client: Piastres, held: Piastres, { payment }: ContractRecord): ContractPayment {
  if (client === 0) return payment === 'Held' ? 'Released' : payment
  return client === held && payment === 'Held' ? 'Refunded' : 'Split'
}

const cashFigures = ({ cashPaid }: ContractRecord, making: MoveMaking): Partial<ContractRecord> =>
  making.cashPaid ? { cashPaid: { ...cashPaid, ...making.cashPaid } } : {}

async function countCompletion(
  session: ClientSession,
  before: ContractRecord,
  now: ContractRecord,
): Promise<void> {
  const was = before.confirmedAt != null
  const is = now.confirmedAt != null && now.status !== 'Cancelled'
  if (was === is) return
  await User.updateMany(
    { _id: trusted({ $in: [now.client, now.craftsman] }) },
    { $inc: { completedJobs: is ? 1 : -1 } },
    { session },
  )
}

async function tellOutcome(
  session: ClientSession,
  before: ContractRecord,
  now: ContractRecord,
  making: MoveMaking,
) {
  const ids = {
    jobId: idOf(now.job),
    clientId: idOf(now.client),
    contractId: idOf(now._id),
    craftsmanId: idOf(now.craftsman),
  }
  if (now.status === 'Void') await recordEvent(session, 'contract.voided', ids)
  if (now.status === 'Completed' && before.status !== 'Completed') {
    await recordEvent(session, 'contract.confirmed', { ...ids, by: confirmer(now, making.by) })
  }
}

function confirmer({ client }: ContractRecord, by: UserId | null): 'client' | 'silence' | 'staff' {
  if (by === null) return 'silence'
  return by === idOf<'User'>(client) ? 'client' : 'staff'
}
