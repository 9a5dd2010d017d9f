import { describe, expect, it } from 'vitest'
import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { routes } from '#functions/routes.ts'
import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { liveFrames } from '#lib/notifications/live-frames.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { NOTIFICATION_RULES } from '#lib/notifications/notification-rules.ts'
import { templateContextFor } from '#lib/notifications/template-context.ts'
import { idOf, newId } from '#lib/platform/ids.ts'
import { call } from '#lib/testing/call.ts'
import { aContestedJob, WINNING_PRICE } from '#lib/testing/contested-job.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import type { Somebody } from '#lib/testing/people.ts'
import { fieldsOf, hasSample, sampleOf } from '#lib/testing/samples.ts'

aDatabase()

const CASES = [
  ['Cash', 'Hired'],
  ['Escrow', 'Disputed'],
  ['Escrow', 'Cancelled'],
  ['CashProtected', 'Completed'],
] as const

type ContestedJob = Awaited<ReturnType<typeof aContestedJob>>

/** Whatever tells of the deal: sums, ids and the winner. */
async function secretsOf({ contractId, paymentId, quoteId, insiders }: ContestedJob): Promise<string[]> {
  const [contract, dispute] = await Promise.all([
    Contract.findById(contractId).lean(),
    Dispute.findOne({ contract: contractId }).lean(),
  ])
  const fee = contract?.platformFee ?? 0
  const sums = [WINNING_PRICE, fee, WINNING_PRICE - fee, contract?.deposit ?? 0].filter((sum) => sum > 0)
  const { id, firstName, lastName } = { ...insiders.winner, firstName: 'Winnerfirst', lastName: 'Winnerlast' }
  const ids = [
    contractId,
    quoteId,
    id,
    ...(paymentId ? [paymentId] : []),
    ...(dispute ? [idOf(dispute._id)] : []),
  ]
  return [...sums.map(String), ...ids, firstName, lastName]
}

const leaksIn = (text: string, secrets: readonly string[]) =>
  secrets.filter((secret) => text.includes(secret))

/** Every route that could show a job: by one of the ids of the deal, or as a list of one's own things. */
const showing = (routes as readonly Route[]).filter(
  ({ path, method, area }) =>
    area !== 'auth' &&
    (/\{(jobId|quoteId|contractId|disputeId|paymentId)\}/.test(path) ||
      (method === 'GET' && !path.includes('{') && area !== 'docs')),
)

/** Reads come first, so that no write of the same person changes what they would have read. */
const inOrder = showing.toSorted((a, b) => Number(a.method !== 'GET') - Number(b.method !== 'GET'))

async function requestFor(route: Route, job: ContestedJob, as: Somebody) {
  const dispute = await Dispute.findOne({ contract: job.contractId }).lean()
  const { jobId, quoteId, contractId } = job
  const ids = { jobId, quoteId, contractId, paymentId: job.paymentId ?? newId<'Payment'>() }
  const params = { ...ids, disputeId: dispute ? idOf<'Dispute'>(dispute._id) : newId<'Dispute'>() }
  const named = Object.fromEntries(
    Object.entries(params).filter(([name]) => route.path.includes(`{${name}}`)),
  )
  const body = route.body && hasSample(route) ? fieldsOf(await sampleOf(route)) : undefined
  return { as, params: named, ...(body && { body }) }
}

describe.each(CASES)('the deal of a %s job that is %s', (paymentType, status) => {
  it('is seen by nobody but its parties and staff, on any route that shows a job', async () => {
    // Prepare
    const job = await aContestedJob(paymentType, status)
    const secrets = await secretsOf(job)
    const leaks: string[] = []
    // Act
    for (const [who, viewer] of Object.entries(job.outsiders)) {
      for (const route of inOrder) {
        const { text, status: answered } = await call(route, await requestFor(route, job, viewer))
        const found = leaksIn(text, secrets)
        if (found.length > 0)
          leaks.push(`${who} at ${route.method} ${route.path} (${answered}): ${found.join()}`)
      }
      const { status: seen, body } = await call(jobRoutes.jobActions, {
        as: viewer,
        params: { jobId: job.jobId },
      })
      if (seen === 200 && (body.ifNobodyActs || body.actions.length > 0)) leaks.push(`${who} at actions`)
    }
    // Assess
    expect(leaks).toEqual([])
  })

  it('is seen by its parties and staff', async () => {
    // Prepare
    const job = await aContestedJob(paymentType, status)
    const { jobId, contractId } = job
    for (const viewer of Object.values(job.insiders)) {
      // Act
      const { body } = await call(jobRoutes.getJob, { as: viewer, params: { jobId } })
      // Assess
      expect(body).toMatchObject({
        contractId,
        jobPrice: WINNING_PRICE,
        craftsman: { id: job.insiders.winner.id },
      })
      expect(body.platformFee).toBeGreaterThan(0)
      expect(body.hiredAt).not.toBeNull()
    }
  })

  it('is not told to anybody else by a notification or a live frame', async () => {
    // Prepare
    const job = await aContestedJob(paymentType, status)
    const secrets = await secretsOf(job)
    const outsiders = Object.values(job.outsiders).map(({ id }): string => id)
    const events = await Outbox.find({ 'data.jobId': job.jobId }).lean()
    const leaks: string[] = []
    // Act
    for (const { _id, type, version, at, data } of events) {
      const event = { eventId: idOf(_id), type, version, at: at.toISOString(), data } as EventMessage
      const frames = await liveFrames(event)
      for (const { userId, frame } of frames) {
        const found = outsiders.includes(userId) ? leaksIn(JSON.stringify(frame), secrets) : []
        if (found.length > 0) leaks.push(`frame of ${type}: ${found.join()}`)
      }
      for (const told of await toldOf(event)) {
        const found = told.to.some((one) => outsiders.includes(one)) ? leaksIn(told.text, secrets) : []
        if (found.length > 0) leaks.push(`notification of ${type}: ${found.join()}`)
      }
    }
    // Assess
    expect(events.length).toBeGreaterThan(5)
    expect(leaks).toEqual([])
  })
})

/** Whom the rules tell of an event, and everything that the notification could carry. */
async function toldOf({ type, data: record }: EventMessage) {
  const data = record as EventData<EventType>
  const rules = NOTIFICATION_RULES[type] as readonly NotificationRule<EventType>[]
  const contexts = await templateContextFor(record)
  const concerned = rules.filter(({ when }) => when?.(data) ?? true)
  return Promise.all(
    concerned.map(async ({ who, words }) => {
      const text = JSON.stringify([words.en(data, contexts.en), words.ar(data, contexts.ar), data])
      return { to: [(await who(data)) ?? []].flat(), text }
    }),
  )
}

describe('whoever was not hired', () => {
  it('still sees the posting and its status, as a job that nobody was hired for', async () => {
    // Prepare
    const job = await aContestedJob('Cash', 'Hired')
    const { jobId, outsiders } = job
    // Act
    const seen = await Promise.all(
      [outsiders.declined, outsiders.withdrawn, outsiders.invited].map((as) =>
        call(jobRoutes.getJob, { as, params: { jobId } }),
      ),
    )
    // Assess
    for (const { status, body } of seen) {
      expect(status).toBe(200)
      expect(body).toMatchObject({
        status: 'Hired',
        craftsman: null,
        contractId: null,
        jobPrice: 0,
        platformFee: 0,
        hiredAt: null,
      })
      expect(body).not.toHaveProperty('address')
    }
  })
})
