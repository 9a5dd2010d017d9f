import type { ClientSession } from 'mongoose'
import { Journal } from '#lib/model/journal.model.ts'
import type { PaymentRecord, StandingChargeback } from '#lib/model/payment.model.ts'
import { ProcessedWebhook } from '#lib/model/processed-webhook.model.ts'

/** How often a bank has taken the money of one chargeback, and how often it has returned it. */
interface Withdrawals {
  readonly taken: number
  readonly returned: number
}

/**
 * What the gateway's messages have told of a chargeback up to now, in whatever order they came, and each once. That it
 * was lost tells of the withdrawal before it too.
 */
export async function withdrawalsOf(
  tx: ClientSession,
  { _id }: Pick<PaymentRecord, '_id'>,
  chargebackId: string,
): Promise<Withdrawals> {
  const told = await ProcessedWebhook.find({ payment: _id, 'content.chargebackId': chargebackId })
    .session(tx)
    .lean()
  const moved = { chargedBack: new Set<string>(), chargebackReversed: new Set<string>() }
  let least = 0
  for (const { key, content } of told) {
    if (!('chargebackId' in content)) continue
    if (content.kind === 'chargebackLost') least = Math.max(least, 1 + (content.returned ?? 0))
    else moved[content.kind].add(content.movement ?? key)
  }
  return { taken: Math.max(moved.chargedBack.size, least), returned: moved.chargebackReversed.size }
}

/** A bank may take the same money again after it returned it: from the second time on, that is in the name. */
const nameOf = (chargebackId: string, time: number): string =>
  time === 1 ? chargebackId : `${chargebackId}:${time}`

const isOf = (name: string, chargebackId: string): boolean =>
  name === chargebackId || name.startsWith(`${chargebackId}:`)

/** The chargeback with this id of the gateway, if it stands. */
export const standingIn = (
  { chargebacks = [] }: PaymentRecord,
  chargebackId: string,
): StandingChargeback | undefined => chargebacks.find(({ id }) => isOf(id, chargebackId))

/** The key of the journal by which a chargeback of this name left the gateway. */
export const journalKeyOf = (name: string): string => `chargeback:${name}`

/** The name under which a chargeback that does not stand is recorded: no journal has it. */
export async function nextName(tx: ClientSession, chargebackId: string): Promise<string> {
  let time = 1
  while (await Journal.exists({ key: journalKeyOf(nameOf(chargebackId, time)) }).session(tx)) time += 1
  return nameOf(chargebackId, time)
}
