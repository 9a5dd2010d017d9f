import { outcomesFor } from '#infra/fakes/act-as-payer.ts'
import { isFake } from '#infra/fakes/gateway-fakes.ts'
import { Job } from '#lib/model/job.model.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { User } from '#lib/model/user.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

const MAX_PAYMENTS = 50

/** The latest payments, newest first, each with what its payer and their bank can still do at the gateway's fake. */
export async function latestPayments() {
  const payments = await Payment.find().sort({ createdAt: -1, _id: -1 }).limit(MAX_PAYMENTS).lean()
  const [jobs, payers] = await Promise.all([
    Job.find({ _id: trusted({ $in: payments.flatMap(({ job }) => job ?? []) }) }, { title: 1 }).lean(),
    User.find(
      { _id: trusted({ $in: payments.map(({ payer }) => payer) }) },
      { firstName: 1, lastName: 1 },
    ).lean(),
  ])
  const titles = new Map(jobs.map(({ _id, title }) => [String(_id), title]))
  const names = new Map(payers.map((payer) => [String(payer._id), `${payer.firstName} ${payer.lastName}`]))
  return payments.map((payment) => ({
    id: idOf<'Payment'>(payment._id),
    title: payment.job ? (titles.get(String(payment.job)) ?? null) : null,
    purpose: payment.purpose,
    payer: names.get(String(payment.payer)) ?? null,
    amount: payment.amount,
    gateway: payment.gateway,
    method: payment.method,
    status: payment.status,
    createdAt: payment.createdAt.toISOString(),
    expiresAt: payment.expiresAt.toISOString(),
    outcomes: isFake(payment.gateway) ? outcomesFor(payment) : [],
  }))
}
