import { logActivity } from '#lib/activity/log-activity.ts'
import { ACTS, type AnswerOf, type InputOf } from '#lib/administration/approvable-acts.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { rehearse } from '#lib/idempotency/rehearse.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Approval } from '#lib/model/approval.model.ts'
import type { ApprovalKind } from '#lib/model/approval-status.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type Id, newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { newestSettings } from '#lib/settings/settings.ts'

interface Waiting {
  readonly approvalId: string
  readonly status: 'Waiting'
}

/**
 * Do what an admin wants, or ask a second admin for it.
 * 1. if the setting `secondAdminFrom` is null, or the amount is below it, or there is no second admin, it is done at
 *    once. While it is set, a change of it always needs a second admin
 * 2. what would be refused now is refused now, with the code of the act, and nobody is asked
 * 3. else one transaction: the request waits as it was sent; the activity log; the event that tells the other admins
 */
export async function actOrAsk<K extends ApprovalKind>(
  kind: K,
  target: Id<string> | null,
  input: InputOf<K>,
  admin: { readonly id: UserId },
): Promise<AnswerOf<K> | Waiting> {
  // TypeScript cannot follow that an act and its input have the same kind
  const act = ACTS[kind] as unknown as ActOf<K>
  const amount = await act.amountOf(target ?? ('' as Id<string>), input)
  const { secondAdminFrom } = await newestSettings()
  const isLarge =
    secondAdminFrom !== null &&
    ((amount ?? 0) >= secondAdminFrom || ((await act.isAlwaysApproved?.(input)) ?? false))
  const execute = () => act.execute(target ?? ('' as Id<string>), input, admin.id)
  if (!isLarge || !(await hasSecondAdmin())) return execute()
  await rehearse(execute)
  return ask(kind, target, { input: input as Record<string, unknown>, amount }, admin.id)
}

interface ActOf<K extends ApprovalKind> {
  readonly execute: (target: Id<string>, input: InputOf<K>, admin: UserId) => Promise<AnswerOf<K>>
  readonly amountOf: (target: Id<string>, input: InputOf<K>) => Promise<number | null>
  readonly isAlwaysApproved?: (input: InputOf<K>) => Promise<boolean>
}

const hasSecondAdmin = async (): Promise<boolean> =>
  (await User.countDocuments({ role: 'Admin', isBanned: false, deletedAt: null }).limit(2)) === 2

function ask(
  kind: ApprovalKind,
  target: Id<string> | null,
  { input, amount }: { readonly input: Record<string, unknown>; readonly amount: number | null },
  admin: UserId,
): Promise<Waiting> {
  const approvalId = newId<'Approval'>()
  return inTransaction(async (tx) => {
    const approval = {
      _id: approvalId,
      kind,
      target: target && objectId(target),
      amount,
      input,
      status: 'Waiting' as const,
      askedBy: admin,
      createdAt: clock(),
    }
    await Approval.create([approval], { session: tx })
    await logActivity(tx, {
      actor: admin,
      action: 'approval.ask',
      target: { kind: 'Approval', id: approvalId },
      details: { kind, amount, targetId: target },
    })
    await recordEvent(tx, 'approval.asked', { approvalId, askedById: admin, kind })
    const answer = { approvalId, status: 'Waiting' as const }
    await saveResponse(tx, answer)
    return answer
  })
}
