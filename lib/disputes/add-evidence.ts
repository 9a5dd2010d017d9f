import { type ClientSession, Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { MAX_EVIDENCE, type newEvidence } from '#lib/disputes/evidence.schemas.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { sideOf } from '#lib/disputes/side-of.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOwnImageUrl } from '#lib/gateways/images/own-images.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Dispute, type DisputeRecord, type Evidence } from '#lib/model/dispute.model.ts'
import { type DisputeStatus, type EvidenceSide, UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { Message } from '#lib/model/message.model.ts'
import { isStaff } from '#lib/model/role.ts'
import { clock } from '#lib/platform/clock.ts'
import { type DisputeId, idOf, type MessageId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

type NewEvidence = z.output<typeof newEvidence>

/**
 * Add evidence to a dispute: a text, photos, messages of the two parties.
 * 1. by a party or staff (DISPUTE_NOT_FOUND), until it is resolved, and again while an appeal runs (DISPUTE_NOT_OPEN)
 * 2. photos are the sender's own uploads for evidence (UPLOAD_NOT_YOURS); messages are of the conversation of these two
 *    about this job (MESSAGE_NOT_FOUND)
 * 3. each side can add so much and no more (TOO_MUCH_EVIDENCE)
 * 4. when everybody whose answer is due has added something, the dispute is Answered; an escalated one stays Escalated
 * 5. one transaction: the evidence, the activity log, the event that tells the other side, the saved response
 * Evidence and a decision that come at once conflict on the dispute: the decision was made with the evidence, or the
 * evidence is refused.
 */
export async function addEvidence(disputeId: DisputeId, evidence: NewEvidence, principal: Principal) {
  const side = sideOf(await readDispute(disputeId), principal)
  for (const photo of evidence.photos ?? []) {
    if (!(await isOwnImageUrl(photo, 'evidence', principal.id))) throw fail('UPLOAD_NOT_YOURS')
  }
  return inTransaction(async (tx) => {
    const dispute = await Dispute.findById(disputeId).session(tx).lean().orFail()
    await checkMessages(tx, dispute, evidence.messageIds ?? [])
    const entry = toEvidence(evidence, principal.id, side)
    const all = [...dispute.evidence, entry]
    if (!isOpen(dispute.status)) throw fail('DISPUTE_NOT_OPEN')
    if (exceedsLimit(all.filter((one) => one.side === side))) throw fail('TOO_MUCH_EVIDENCE')
    const status = statusWith(dispute, all)
    const { matchedCount } = await Dispute.updateOne(
      { _id: dispute._id, status: dispute.status },
      { $push: { evidence: entry }, $set: { status, updatedAt: entry.at } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('DISPUTE_NOT_OPEN')
    await recordAddition(tx, dispute, entry)
    const view = toDisputeView(await readDispute(disputeId, tx), isStaff(principal.role))
    await saveResponse(tx, view)
    return view
  })
}

const isOpen = (status: DisputeStatus): boolean =>
  (UNRESOLVED_STATUSES as readonly DisputeStatus[]).includes(status)

async function checkMessages(
  tx: ClientSession,
  { job, client, craftsman }: DisputeRecord,
  messageIds: readonly MessageId[],
): Promise<void> {
  const ids = [...new Set(messageIds)]
  if (ids.length === 0) return
  const found = await Message.countDocuments({
    _id: trusted({ $in: ids.map((id) => objectId(id)) }),
    job,
    client,
    craftsman,
  }).session(tx)
  if (found !== ids.length) throw fail('MESSAGE_NOT_FOUND')
}

function toEvidence({ text, photos = [], messageIds = [] }: NewEvidence, by: UserId, side: EvidenceSide) {
  const entry: Evidence = {
    _id: new Types.ObjectId(),
    by: objectId(by),
    side,
    photos: [...new Set(photos)],
    messages: [...new Set(messageIds)].map((id) => objectId(id)),
    at: clock(),
    ...(text !== undefined && { text }),
  }
  return entry
}

const exceedsLimit = (ofSide: readonly Evidence[]): boolean =>
  ofSide.length > MAX_EVIDENCE.entries ||
  ofSide.flatMap(({ photos }) => photos).length > MAX_EVIDENCE.photos ||
  ofSide.flatMap(({ messages }) => messages).length > MAX_EVIDENCE.messages

/** Answered once no party is left whose answer is due. */
function statusWith({ status, openedBy, client, craftsman }: DisputeRecord, all: readonly Evidence[]) {
  if (status !== 'Open') return status
  const awaited = [client, craftsman].filter((party) => !openedBy?.equals(party))
  return awaited.every((party) => all.some(({ by }) => by.equals(party))) ? 'Answered' : 'Open'
}

async function recordAddition(tx: ClientSession, dispute: DisputeRecord, entry: Evidence): Promise<void> {
  const { _id, job, client, craftsman, contract } = dispute
  const byId = idOf<'User'>(entry.by)
  const disputeId = idOf<'Dispute'>(_id)
  await logActivity(tx, {
    actor: byId,
    action: 'dispute.addEvidence',
    target: { kind: 'Dispute', id: disputeId },
    details: { photos: entry.photos.length, messages: entry.messages.length },
  })
  await recordEvent(tx, 'dispute.evidence', {
    jobId: idOf(job),
    clientId: idOf(client),
    craftsmanId: idOf(craftsman),
    contractId: idOf(contract),
    disputeId,
    byId,
  })
}
