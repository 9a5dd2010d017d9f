import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import type { PaymentMethod } from '#lib/model/gateway-names.ts'
import { Payment, type PaymentRecord } from '#lib/model/payment.model.ts'
import { PENDING } from '#lib/model/payment-status.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import type { newPayment } from '#lib/payments/payment.schemas.ts'
import { toStartedPaymentView } from '#lib/payments/payment.view.ts'
import { cancelAtGateway, queryPayment } from '#lib/payments/query-gateway.ts'
import { methodAt, openAtGateway, storePayment } from '#lib/payments/start-payment.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'
import { deadlineWithPauses } from '#lib/process/pauses.ts'

type PaymentRequest = Omit<z.output<typeof newPayment>, 'method'> & { readonly method: PaymentMethod }

/** How often to try again if the payment changed in between. */
const MAX_ATTEMPTS = 5

/**
 * Initiate the payment of a job in advance: the price of an Escrow job, the deposit of a CashProtected one.
 * 1. it is the client's own hired job, and its contract waits for the payment (JOB_NOT_FOUND, JOB_NOT_YOURS,
 *    NOTHING_TO_PAY); passed deadlines are applied first
 * 2. if a payment is pending at the same gateway by the same method, that payment is returned
 * 3. a pending payment at another gateway or by another method is cancelled at its gateway first; if it was paid
 *    meanwhile, it is returned
 * 4. the payment is stored, then opened at the gateway, with an idempotency key of ours (PAYMENT_REFUSED,
 *    GATEWAY_UNAVAILABLE)
 * If two requests come at once, one stores the payment and both return it. It expires when the unpaid hire does.
 */
export async function initiatePayment(body: z.output<typeof newPayment>, client: Principal) {
  const request = { ...body, method: methodAt(body.gateway, body.method) }
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const contract = await contractToPay(request, client)
    const pending = await Payment.findOne({
      contract: contract._id,
      status: trusted({ $in: [...PENDING] }),
    }).lean()
    const payment = pending
      ? await reusePayment(pending, request)
      : await beginPayment(contract, request, client)
    if (payment) return toStartedPaymentView(payment)
  }
  throw fail('GATEWAY_UNAVAILABLE')
}

const contractToPay = (request: PaymentRequest, client: Principal): Promise<ContractRecord> =>
  withDeadlinesApplied(request.jobId, async (_tx, { job, contract }) => {
    const actor = actorIn(job, client)
    if (actor !== 'client') throw fail((await canSeeJob(job, client)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
    if (job.status !== 'Hired' || contract?.status !== 'Active' || contract.payment !== 'Unpaid') {
      throw fail('NOTHING_TO_PAY')
    }
    return contract
  })

/** Returns the pending payment if it fits the request; null if it was closed, so that a new one can begin. */
async function reusePayment(
  pending: PaymentRecord,
  { gateway, method }: PaymentRequest,
): Promise<PaymentRecord | null> {
  const isSame = pending.gateway === gateway && pending.method === method && pending.expiresAt > clock()
  if (isSame && pending.checkout) return pending
  const state = isSame ? await queryPayment(pending) : await cancelAtGateway(pending)
  if (state === 'lost') throw fail('GATEWAY_UNAVAILABLE')
  if (state === 'paid' || state === 'refunded' || state === 'partlyRefunded') {
    return Payment.findById(pending._id).lean()
  }
  if (isSame) return state === 'unknown' || state === 'pending' ? openAtGateway(pending) : null
  await inTransaction((tx) => closePayment(tx, pending, 'Expired'))
  return null
}

async function beginPayment(
  contract: ContractRecord,
  request: PaymentRequest,
  client: Principal,
): Promise<PaymentRecord | null> {
  const { price, deposit, paymentType, createdAt } = contract
  const payBy = deadlineWithPauses(createdAt, 'unpaidHours', contract)
  const order = {
    purpose: 'Job' as const,
    payer: client.id,
    amount: asPiastres(paymentType === 'Escrow' ? price : deposit),
    gateway: request.gateway,
    method: request.method,
    jobId: request.jobId,
    contractId: idOf<'Contract'>(contract._id),
    expiresAt: earlierOf(payBy, addMs(clock(), DAY)),
  }
  try {
    const stored = await inTransaction((tx) => storePayment(tx, order))
    return await openAtGateway(stored)
  } catch (error) {
    if (isDuplicate(error, 'contract')) return null // another request began one: continue with that
    throw error
  }
}

const earlierOf = (a: Date, b: Date): Date => (a < b ? a : b)
