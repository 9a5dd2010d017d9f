import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute, type DisputeRecord } from '#lib/model/dispute.model.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { clock } from '#lib/platform/clock.ts'
import { type DisputeId, idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { stepAfter } from '#lib/process/dispute-clock.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** Hands out the disputes whose next step is due, the oldest first. The worker is `applyStepsOf`. */
export function applyDisputeSteps(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Dispute.find({ 'next.at': trusted({ $lte: clock() }) }, { _id: 1 }).sort({ 'next.at': 1 })
  return handOut(workQueue, 'applyDisputeSteps', pagesOf(due.lean()), run)
}

/** Makes every step of one dispute that is due, one after the other. */
export async function applyStepsOf(disputeId: DisputeId): Promise<void> {
  let hasMore = true
  while (hasMore) hasMore = await applyDisputeStep(disputeId)
}

/**
 * Make the next step of one dispute if it is due, in one transaction; returns whether there was one.
 * 1. answerNears: a party that has not answered is reminded
 * 2. answerDue: staff are told of the silence. Nobody loses by it: the dispute stays Open until somebody decides
 * 3. escalation: the dispute is Escalated, and admins are told; an appeal stays Appealed
 * 4. decisionNears, overdue: staff are reminded, and once the promise is broken admins, once a day
 * 5. appealOver: the decision stands. What it froze is free, and the craftsman's debt is collected from it
 * A dispute that was decided or withdrawn meanwhile has no such step any more. Two runs at once make it once.
 */
const applyDisputeStep = (disputeId: DisputeId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const now = clock()
    const dispute = await Dispute.findById(disputeId).session(tx).lean()
    const next = dispute?.next
    if (!next || next.at > now) return false
    const isEscalation = next.step === 'escalation' && dispute.status !== 'Appealed'
    const { matchedCount } = await Dispute.updateOne(
      { _id: dispute._id, status: dispute.status, 'next.step': next.step, 'next.at': next.at },
      {
        $set: {
          next: stepAfter(next, dispute, now),
          ...(isEscalation && { status: 'Escalated' as const }),
          ...(next.step === 'appealOver' && { appealUntil: null }),
          updatedAt: now,
        },
      },
      { session: tx },
    )
    if (matchedCount === 0) return false
    await recordStep(tx, dispute, now)
    return true
  })

async function recordStep(tx: ClientSession, dispute: DisputeRecord, now: Date): Promise<void> {
  const step = dispute.next?.step
  switch (step) {
    case 'answerNears':
      return dispute.answerBy > now ? remindOfAnswer(tx, dispute) : undefined
    case 'answerDue':
      return dispute.status === 'Open' ? tellStaff(tx, dispute, step) : undefined
    case 'decisionNears':
      return dispute.dueBy > now ? tellStaff(tx, dispute, step) : undefined
    case 'escalation':
    case 'overdue':
      return tellStaff(tx, dispute, step)
    case 'appealOver':
      return closeAppealWindow(tx, dispute, now)
    case undefined:
      return undefined
  }
}

const idsOf = ({ _id, job, client, craftsman, contract }: DisputeRecord) => ({
  disputeId: idOf<'Dispute'>(_id),
  jobId: idOf<'Job'>(job),
  clientId: idOf<'User'>(client),
  craftsmanId: idOf<'User'>(craftsman),
  contractId: idOf<'Contract'>(contract),
})

async function remindOfAnswer(tx: ClientSession, dispute: DisputeRecord): Promise<void> {
  const { status, openedBy, client, craftsman, evidence, answerBy } = dispute
  if (status !== 'Open') return
  const silent = [client, craftsman].filter(
    (party) => !openedBy?.equals(party) && !evidence.some(({ by }) => by.equals(party)),
  )
  for (const party of silent) {
    const userId: UserId = idOf(party)
    await recordEvent(tx, 'dispute.answer.nears', { ...idsOf(dispute), userId, at: answerBy.toISOString() })
  }
}

const tellStaff = (
  tx: ClientSession,
  dispute: DisputeRecord,
  step: 'answerDue' | 'escalation' | 'decisionNears' | 'overdue',
) => recordEvent(tx, 'dispute.clock', { ...idsOf(dispute), step, dueBy: dispute.dueBy.toISOString() })

async function closeAppealWindow(tx: ClientSession, dispute: DisputeRecord, at: Date): Promise<void> {
  await Contract.updateOne(
    { _id: dispute.contract, status: trusted({ $ne: 'Disputed' }) },
    { $set: { frozen: 0, updatedAt: at } },
    { session: tx },
  )
  const cause = `appealOver:${idOf<'Dispute'>(dispute._id)}`
  await collectDebt(tx, { userId: idOf<'User'>(dispute.craftsman), cause, at })
}
