import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { PaymentMethod } from '#lib/money/gateways.ts'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { asPiastres } from '#lib/money/piastres.ts'
import { askAbout, cancelAtGateway } from '#lib/payments/ask-gateway.ts'
import { closePayment } from '#lib/payments/close-payment.ts'
import { Payment, type PaymentRecord } from '#lib/payments/payment.model.ts'
import type { newPayment } from '#lib/payments/payment.schemas.ts'
import { showBegun } from '#lib/payments/payment.view.ts'
import { UNDECIDED } from '#lib/payments/payment-status.ts'
import { methodAt, openAtGateway, storePayment } from '#lib/payments/start-payment.ts'
import { after, clock, DAY } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'

type Wish = Omit<z.output<typeof newPayment>, 'method'> & { readonly method: PaymentMethod }

/** How often it begins again where something else happened in between. */
const ATTEMPTS = 5

/**
 * Begin to pay a job ahead: the price of an Escrow job, the deposit of a CashProtected one.
 * 1. it is the client's own hired job, whose contract waits for its payment (JOB_NOT_FOUND, JOB_NOT_YOURS,
 *    NOTHING_TO_PAY); deadlines that have passed are applied first
 * 2. while one is pending at the same gateway by the same method, it is that one again
 * 3. one that is pending elsewhere is cancelled at its gateway first; if it was paid meanwhile, that is the payment
 * 4. the payment is stored, then the gateway is asked for it, with a key of ours (PAYMENT_REFUSED, GATEWAY_UNAVAILABLE)
 * Of two at once one stores it, and the other answers the same. It expires with the hire's own deadline.
 */
export async function initiatePayment(asked: z.output<typeof newPayment>, client: Asker) {
  const wish = { ...asked, method: methodAt(asked.gateway, asked.method) }
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const contract = await contractToPay(wish, client)
    const pending = await Payment.findOne({
      contract: contract._id,
      status: trusted({ $in: [...UNDECIDED] }),
    }).lean()
    const payment = pending ? await goOnWith(pending, wish) : await begin(contract, wish, client)
    if (payment) return showBegun(payment)
  }
  throw fail('GATEWAY_UNAVAILABLE')
}

const contractToPay = (wish: Wish, client: Asker): Promise<ContractRecord> =>
  inSettledCase(wish.jobId, async (_session, { job, contract }) => {
    const actor = actorIn(job, client)
    if (actor !== 'client') throw fail('JOB_NOT_YOURS')
    if (job.status !== 'Hired' || contract?.status !== 'Active' || contract.payment !== 'Unpaid') {
      throw fail('NOTHING_TO_PAY')
    }
    return contract
  })

/** The pending payment itself where it is what is wished; null once it has made way, or has been decided. */
async function goOnWith(pending: PaymentRecord, { gateway, method }: Wish): Promise<PaymentRecord | null> {
  const isSame = pending.gateway === gateway && pending.method === method && pending.expiresAt > clock()
  if (isSame && pending.checkout) return pending
  const state = isSame ? await askAbout(pending) : await cancelAtGateway(pending)
  if (state === 'lost') throw fail('GATEWAY_UNAVAILABLE')
  if (state === 'paid' || state === 'refunded' || state === 'partlyRefunded') {
    return Payment.findById(pending._id).lean()
  }
  if (isSame) return state === 'unknown' || state === 'pending' ? openAtGateway(pending) : null
  await inTransaction((session) => closePayment(session, pending, 'Expired'))
  return null
}

async function begin(contract: ContractRecord, wish: Wish, client: Asker): Promise<PaymentRecord | null> {
  const { price, deposit, paymentType, terms, createdAt } = contract
  const order = {
    purpose: 'Job' as const,
    payer: client.id,
    amount: asPiastres(paymentType === 'Escrow' ? price : deposit),
    gateway: wish.gateway,
    method: wish.method,
    jobId: wish.jobId,
    contractId: idOf<'Contract'>(contract._id),
    expiresAt: earlier(after(createdAt, (terms.unpaidHours / 24) * DAY), after(clock(), DAY)),
  }
  try {
    const stored = await inTransaction(async (session) => {
      const payment = await storePayment(session, order)
      const target = { kind: 'Payment', id: idOf<'Payment'>(payment._id) }
      await logActivity(session, {
        actor: client.id,
        action: 'payment.initiate',
        target,
        details: { gateway: wish.gateway },
      })
      return payment
    })
    return await openAtGateway(stored)
  } catch (error) {
    if (isDuplicate(error, 'contract')) return null // somebody else began one: go on with that
    throw error
  }
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)
