import { afterEach, describe, expect, it } from 'vitest'
import { addEvidence } from '#lib/disputes/add-evidence.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { getDispute } from '#lib/disputes/get-dispute.ts'
import { listDueDisputes } from '#lib/disputes/list-disputes.ts'
import { measureDisputes } from '#lib/disputes/measure-disputes.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { newImageName } from '#lib/gateways/images/own-images.ts'
import { deleteMessage } from '#lib/messages/delete-message.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { addMs, clock, DAY, HOUR, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import { type DisputeId, idOf, type JobId, type MessageId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { openDispute } from '#lib/process/open-dispute.ts'
import { aJobIn } from '#lib/testing/jobs.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { aClient, aModerator, anAdmin, type Somebody } from '#lib/testing/people.ts'
import { runToEnd } from '#lib/testing/work.ts'

aDatabase()
afterEach(() => setClockOffset(0))

const grounds = { reason: 'It still leaks', description: 'The cupboard is wet every morning' }

async function aDispute() {
  const job = await aJobIn('Completed', { paymentType: 'Escrow', price: 200_000 })
  const { id } = await createDispute({ jobId: job.jobId, ...grounds }, job.client)
  return { ...job, disputeId: id as DisputeId }
}

/** The address of a picture that was uploaded for a purpose by its owner. */
const aPhoto = (purpose: string, { id }: Somebody): string =>
  `https://res.cloudinary.com/${process.env.CLOUDINARY_CLOUD_NAME}/image/upload/${purpose}-images/${newImageName(id)}.jpg`

const decide = (disputeId: DisputeId, staff: Somebody) =>
  resolveDispute(
    disputeId,
    {
      decision: 'Completed',
      clientAmount: asPiastres(50_000),
      craftsmanAmount: asPiastres(150_000),
      note: 'Half',
    },
    staff,
  )

const eventsOf = async (type: string, disputeId: DisputeId) =>
  (await Outbox.find({ type, 'data.disputeId': disputeId }).sort({ _id: 1 }).lean()).map(({ data }) => data)

describe('evidence', () => {
  it('is kept with whose it is and when it came, without the opening text', async () => {
    // Prepare
    const { disputeId, jobId, client, craftsman } = await aDispute()
    const staff = await aModerator()
    const photo = aPhoto('evidence', craftsman)
    const message = await sendMessage(jobId, { text: 'I tested it in front of you' }, craftsman)
    // Act
    expect((await getDispute(disputeId, client)).evidence).toEqual([])
    await addEvidence(disputeId, { photos: [photo], messageIds: [message.id as MessageId] }, craftsman)
    await addEvidence(disputeId, { text: 'Please send the invoice' }, staff)
    // Assess
    const { evidence } = await getDispute(disputeId, client)
    expect(evidence).toMatchObject([
      {
        side: 'craftsman',
        by: { id: craftsman.id },
        text: null,
        photos: [photo],
        messages: [
          { id: message.id, from: 'craftsman', text: 'I tested it in front of you', deleted: false },
        ],
      },
      { side: 'staff', by: null, text: 'Please send the invoice', photos: [], messages: [] },
    ])
    expect((await getDispute(disputeId, staff)).evidence[1]?.by?.id).toBe(staff.id)
    const told = (await eventsOf('dispute.evidence', disputeId)).map(
      (data) => (data as { byId: string }).byId,
    )
    expect(told).toEqual([craftsman.id, staff.id])
  })

  it('is refused from strangers, with pictures of others, and with messages of another conversation', async () => {
    const { disputeId, jobId, client, craftsman } = await aDispute()
    const other = await aDispute()
    const foreign = await sendMessage(other.jobId, { text: 'Something else' }, other.client)
    const purposes = [
      aPhoto('evidence', client), // of the other party
      aPhoto('chat', craftsman), // for another purpose
      'https://evil.example/picture.jpg',
    ]
    for (const photo of purposes) {
      const adding = addEvidence(disputeId, { photos: [photo] }, craftsman)
      await expect(adding).rejects.toMatchObject({ code: 'UPLOAD_NOT_YOURS' })
    }
    const picking = addEvidence(disputeId, { messageIds: [foreign.id as MessageId] }, client)
    await expect(picking).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' })
    const strange = addEvidence(disputeId, { text: 'I saw it' }, await aClient())
    await expect(strange).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND' })
    expect((await Dispute.findOne({ job: jobId }).lean())?.evidence).toEqual([])
  })

  it('shows the text of a message that its sender deleted to staff alone', async () => {
    const { disputeId, jobId, client, craftsman } = await aDispute()
    const message = await sendMessage(jobId, { text: 'You will regret this' }, craftsman)
    await addEvidence(disputeId, { messageIds: [message.id as MessageId] }, client)
    await deleteMessage(jobId, message.id as MessageId, craftsman.id)
    const read = async (as: Somebody) => (await getDispute(disputeId, as)).evidence[0]?.messages[0]
    expect(await read(client)).toMatchObject({ text: null, deleted: true })
    expect(await read(await aModerator())).toMatchObject({ text: 'You will regret this', deleted: true })
  })

  it('is limited for each side, also if much comes at once', async () => {
    const { disputeId, client, craftsman } = await aDispute()
    const adding = Array.from({ length: 24 }, (_, i) =>
      addEvidence(disputeId, { text: `Number ${i}` }, client).then(
        () => 'added',
        (error: { code?: string }) => error.code,
      ),
    )
    const outcomes = await Promise.all(adding)
    expect(outcomes.filter((outcome) => outcome === 'added')).toHaveLength(20)
    expect(outcomes.filter((outcome) => outcome === 'TOO_MUCH_EVIDENCE')).toHaveLength(4)
    await addEvidence(disputeId, { text: 'The other side has room' }, craftsman)
    const photos = Array.from({ length: 10 }, () => aPhoto('evidence', craftsman))
    await addEvidence(disputeId, { photos }, craftsman)
    const more = Array.from({ length: 10 }, () => aPhoto('evidence', craftsman))
    await addEvidence(disputeId, { photos: more }, craftsman)
    const tooMany = addEvidence(disputeId, { photos: more.slice(0, 1) }, craftsman)
    await expect(tooMany).rejects.toMatchObject({ code: 'TOO_MUCH_EVIDENCE' })
  })

  it('is closed once the dispute is resolved, and open again while an appeal runs', async () => {
    const { disputeId, client, craftsman } = await aDispute()
    await decide(disputeId, await aModerator())
    const late = addEvidence(disputeId, { text: 'One more thing' }, client)
    await expect(late).rejects.toMatchObject({ code: 'DISPUTE_NOT_OPEN' })
    await appealDispute(disputeId, { reason: 'Nobody looked' }, client)
    const dispute = await addEvidence(disputeId, { text: 'Here is the invoice' }, craftsman)
    expect([dispute.status, dispute.evidence.length]).toEqual(['Appealed', 1])
  })
})

describe('the answer', () => {
  it('of the other party makes the dispute Answered; what its opener or staff add does not', async () => {
    const { disputeId, client, craftsman } = await aDispute()
    expect((await addEvidence(disputeId, { text: 'More of mine' }, client)).status).toBe('Open')
    expect((await addEvidence(disputeId, { text: 'We look' }, await aModerator())).status).toBe('Open')
    const answered = await addEvidence(disputeId, { text: 'It was dry' }, craftsman)
    expect([answered.status, answered.answerBy]).toEqual(['Answered', null])
  })

  it('is due from both parties where the platform opened the dispute', async () => {
    const { jobId, client, craftsman } = await aJobIn('On The Way', { paymentType: 'Escrow' })
    await inTransaction((tx) => openDispute(tx, { jobId, reason: 'Charged back', at: clock() }))
    const disputeId = idOf<'Dispute'>((await Dispute.findOne({ job: jobId }).lean().orFail())._id)
    expect((await addEvidence(disputeId, { text: 'I paid' }, client)).status).toBe('Open')
    expect((await addEvidence(disputeId, { text: 'I worked' }, craftsman)).status).toBe('Answered')
  })
})

describe('the clock of a dispute', () => {
  const steps = async (hours: number) => {
    setClockOffset(hours * HOUR + MINUTE)
    return runToEnd(applyDisputeSteps)
  }

  it('reminds, tells staff of the silence, escalates to admins and never decides by itself', async () => {
    // Prepare
    await emptyDatabase()
    const { disputeId, craftsman, jobId } = await aDispute()
    const { dueBy, answerBy, createdAt } = await getDispute(disputeId, craftsman)
    const after = (instant: string | null) => new Date(instant ?? 0).getTime() - new Date(createdAt).getTime()
    expect([after(answerBy), after(dueBy)]).toEqual([24 * HOUR, 72 * HOUR])
    const state = async () => ({
      status: (await getDispute(disputeId, craftsman)).status,
      reminded: (await eventsOf('dispute.answer.nears', disputeId)).map(
        (data) => (data as { userId: string }).userId,
      ),
      staff: (await eventsOf('dispute.clock', disputeId)).map((data) => (data as { step: string }).step),
    })
    // Act and assess
    await steps(17)
    expect(await state()).toEqual({ status: 'Open', reminded: [], staff: [] })
    await steps(18)
    await steps(18)
    expect(await state()).toEqual({ status: 'Open', reminded: [craftsman.id], staff: [] })
    await steps(24)
    expect(await state()).toMatchObject({ status: 'Open', staff: ['answerDue'] })
    await steps(48)
    expect(await state()).toMatchObject({ status: 'Escalated', staff: ['answerDue', 'escalation'] })
    await steps(60)
    await steps(72)
    await steps(96)
    await steps(10 * 24)
    await steps(10 * 24)
    expect((await state()).staff).toEqual([
      'answerDue',
      'escalation',
      'decisionNears',
      'overdue',
      'overdue',
      'overdue',
    ])
    expect(await Dispute.findOne({ job: jobId }).lean()).toMatchObject({ status: 'Escalated' })
    expect((await addEvidence(disputeId, { text: 'At last' }, craftsman)).status).toBe('Escalated')
  })

  it('does not remind of deadlines that are over when a schedule is late', async () => {
    await emptyDatabase()
    const { disputeId } = await aDispute()
    await steps(80)
    expect(await eventsOf('dispute.answer.nears', disputeId)).toEqual([])
    const told = (await eventsOf('dispute.clock', disputeId)).map((data) => (data as { step: string }).step)
    expect(told).toEqual(['answerDue', 'escalation', 'overdue'])
  })

  it('stands still for a dispute that was withdrawn, and makes each step once if two runs come at once', async () => {
    await emptyDatabase()
    const { disputeId, client } = await aDispute()
    setClockOffset(49 * HOUR)
    const runs = await Promise.all([runToEnd(applyDisputeSteps), runToEnd(applyDisputeSteps)])
    expect(runs.map(({ handedOut }) => handedOut).toSorted()).toEqual([0, 1])
    expect(await eventsOf('dispute.clock', disputeId)).toHaveLength(2)
    await withdrawDispute(disputeId, client)
    setClockOffset(30 * DAY)
    expect(await applyDisputeSteps()).toEqual({ handedOut: 0, more: false })
  })

  it('escalates an appeal without losing that it is one', async () => {
    await emptyDatabase()
    const { disputeId, client } = await aDispute()
    await decide(disputeId, await aModerator())
    setClockOffset(2 * HOUR)
    const { dueBy } = await appealDispute(disputeId, { reason: 'Nobody looked' }, client)
    expect(Math.round((new Date(dueBy).getTime() - clock().getTime()) / HOUR)).toBe(72)
    await steps(2 + 49)
    expect(await eventsOf('dispute.clock', disputeId)).toMatchObject([{ step: 'escalation' }])
    expect((await getDispute(disputeId, client)).status).toBe('Appealed')
    const listed = (await listDueDisputes({ page: 1, limit: 10 })).data.map(({ id, status }) => [id, status])
    expect(listed).toEqual([[disputeId, 'Appealed']])
  })
})

describe('the promise to decide in 72 hours', () => {
  it('is measured by the median, where open disputes count with their age and withdrawn ones not at all', async () => {
    // Prepare
    await emptyDatabase()
    expect((await measureDisputes()).medianSeconds).toBeNull()
    const staff = await anAdmin()
    const openedFor = async (hours: number) => {
      const { id, job } = await aDispute().then(({ disputeId, jobId }) => ({ id: disputeId, job: jobId }))
      await Dispute.updateOne({ _id: id }, { $set: { createdAt: addMs(clock(), -hours * HOUR) } })
      return { id, job: job as JobId }
    }
    const [quick, slow] = [await openedFor(10), await openedFor(80)]
    await decide(quick.id, staff)
    await decide(slow.id, staff)
    const { disputeId, client } = await aDispute()
    await withdrawDispute(disputeId, client)
    // Act
    const settled = await measureDisputes()
    await openedFor(100)
    await openedFor(200)
    await openedFor(1)
    const withOpen = await measureDisputes()
    // Assess
    const inHours = (seconds: number | null) => Math.round((seconds ?? 0) / 3_600)
    expect({ ...settled, medianSeconds: inHours(settled.medianSeconds) }).toEqual({
      hours: 72,
      medianSeconds: 45,
      decided: 2,
      kept: 1,
      missed: 1,
      open: 0,
      late: 0,
    })
    expect({ ...withOpen, medianSeconds: inHours(withOpen.medianSeconds) }).toMatchObject({
      medianSeconds: 80,
      open: 3,
      late: 2,
    })
    expect((await listDueDisputes({ page: 1, limit: 10 })).promise).toMatchObject({ open: 3, hours: 72 })
  })

  it('counts an appeal from the appeal, and forgets decisions of more than a month ago', async () => {
    await emptyDatabase()
    const { disputeId, client } = await aDispute()
    await decide(disputeId, await aModerator())
    setClockOffset(10 * HOUR)
    await appealDispute(disputeId, { reason: 'Nobody looked' }, client)
    setClockOffset(30 * HOUR)
    const open = await measureDisputes()
    expect([open.decided, open.open, Math.round((open.medianSeconds ?? 0) / 3_600)]).toEqual([1, 1, 10])
    await decide(disputeId, await anAdmin())
    expect(await measureDisputes()).toMatchObject({ decided: 2, open: 0 })
    setClockOffset(40 * DAY)
    expect(await measureDisputes()).toMatchObject({ decided: 0, open: 0, medianSeconds: null })
  })
})
