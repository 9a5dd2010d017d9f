import { describe, expect, it } from 'vitest'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { blockUser, unblockUser } from '#lib/messages/block-user.ts'
import { deleteMessage } from '#lib/messages/delete-message.ts'
import { listMessages } from '#lib/messages/list-messages.ts'
import { markThreadRead } from '#lib/messages/mark-thread-read.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clockOffset, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { MessageId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { aHiredJob, aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator } from '#lib/testing/people.ts'

aDatabase()
const FIRST_PAGE = { page: 1, limit: 10 }

describe('a thread', () => {
  it('begins with a quote: both parties write and read, newest first', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()

    await sendMessage(jobId, { text: 'Can you come today?', with: craftsman.id }, client)
    await sendMessage(jobId, { text: 'At five' }, craftsman)

    const { data } = await listMessages(jobId, { ...FIRST_PAGE, with: craftsman.id }, client)
    expect(data.map(({ text }) => text)).toEqual(['At five', 'Can you come today?'])
    expect((await listMessages(jobId, FIRST_PAGE, craftsman)).data).toEqual(data)
  })

  it('records one event for each message, which the notifications come from', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const { id } = await sendMessage(jobId, { text: 'Hello' }, craftsman)
    const events = await Outbox.find({ type: 'message.sent', 'data.messageId': id }).lean()
    expect(events.map(({ data }) => data)).toEqual([
      {
        jobId,
        clientId: client.id,
        craftsmanId: craftsman.id,
        messageId: id,
        fromId: craftsman.id,
        toId: client.id,
      },
    ])
  })

  it('does not exist before a quote or an invitation', async () => {
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    await expect(sendMessage(jobId, { text: 'Hi' }, craftsman)).rejects.toThrow('THREAD_NOT_FOUND')
    await expect(sendMessage(jobId, { text: 'Hi', with: craftsman.id }, client)).rejects.toThrow(
      'THREAD_NOT_FOUND',
    )
  })

  it('is hidden from other clients, other craftsmen, and staff without a dispute', async () => {
    const { jobId } = await aHiredJob()
    for (const stranger of [await aClient(), await aCraftsman()]) {
      await expect(listMessages(jobId, FIRST_PAGE, stranger)).rejects.toThrow(/_NOT_FOUND/)
      await expect(sendMessage(jobId, { text: 'Hi' }, stranger)).rejects.toThrow(/_NOT_FOUND/)
    }
    await expect(listMessages(jobId, FIRST_PAGE, await aModerator())).rejects.toThrow('THREAD_NOT_FOUND')
  })

  it('with one craftsman is not shown to another craftsman who also quoted', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const rival = await aCraftsman()
    await submitQuote(jobId, { price: asPiastres(1_000) }, rival)
    await sendMessage(jobId, { text: 'Only for you', with: craftsman.id }, client)
    expect((await listMessages(jobId, FIRST_PAGE, rival)).data).toEqual([])
  })
})

describe('a message before the hire', () => {
  it('has its phone number masked, and its sender is told why', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const sent = await sendMessage(jobId, { text: 'Call ٠١٠١٢٣٤٥٦٧٨' }, craftsman, 'en')
    expect(sent).toMatchObject({ text: 'Call •••' })
    expect(sent.note).toContain('covered')
    const { data } = await listMessages(jobId, { ...FIRST_PAGE, with: craftsman.id }, client)
    expect(data[0]).not.toHaveProperty('note')
  })

  it('is no longer masked once the craftsman is hired', async () => {
    const { jobId, craftsman } = await aHiredJob()
    const sent = await sendMessage(jobId, { text: 'Call 01012345678' }, craftsman)
    expect(sent).toMatchObject({ text: 'Call 01012345678', note: null })
  })
})

describe('a message', () => {
  it('is marked as read once, and its sender gets a receipt', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    await sendMessage(jobId, { text: 'One' }, craftsman)
    await sendMessage(jobId, { text: 'Two' }, craftsman)
    expect(await markThreadRead(jobId, client)).toEqual({ read: 2 })
    expect(await markThreadRead(jobId, client)).toEqual({ read: 0 })
    const { data } = await listMessages(jobId, FIRST_PAGE, craftsman)
    expect(data.every(({ readAt }) => readAt !== null)).toBe(true)
    const receipts = await Outbox.find({ type: 'message.read', 'data.jobId': jobId }).lean()
    expect(receipts.map(({ data: { writerId } }) => writerId)).toEqual([craftsman.id])
  })

  it('can be deleted within 15 minutes: it stays in the thread, and staff see its text in a dispute', async () => {
    const { jobId, client, craftsman } = await aJobIn('Completed', { paymentType: 'Cash' })
    const { id } = await sendMessage(jobId, { text: 'I did not mean it' }, craftsman)
    await deleteMessage(jobId, id as MessageId, craftsman.id)
    await updateJobStatus(jobId, { status: 'Disputed', reason: 'It leaks' }, client)

    const [forClient] = (await listMessages(jobId, FIRST_PAGE, client)).data
    expect(forClient).toMatchObject({ id, text: null, deleted: true })
    const [forStaff] = (await listMessages(jobId, FIRST_PAGE, await aModerator())).data
    expect(forStaff).toMatchObject({ id, text: 'I did not mean it', deleted: true })
  })

  it('is in the activity log once it is deleted, however often that is asked', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    const { id } = await sendMessage(jobId, { text: 'A word' }, craftsman)
    await expect(deleteMessage(jobId, id as MessageId, client.id)).rejects.toThrow('MESSAGE_NOT_FOUND')
    await Promise.all([1, 2, 3].map(() => deleteMessage(jobId, id as MessageId, craftsman.id)))
    const entries = await ActivityLog.find({ 'target.id': id }).lean()
    expect(
      entries.map(({ action, actor, target, details }) => [action, String(actor), target.kind, details]),
    ).toEqual([['message.delete', craftsman.id, 'Message', { jobId }]])
  })

  it('cannot be deleted later, and never by the other party', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    const { id } = await sendMessage(jobId, { text: 'A word' }, craftsman)
    await expect(deleteMessage(jobId, id as MessageId, client.id)).rejects.toThrow('MESSAGE_NOT_FOUND')
    const before = clockOffset()
    setClockOffset(before + 15 * MINUTE)
    await expect(deleteMessage(jobId, id as MessageId, craftsman.id)).rejects.toThrow('TOO_LATE_TO_DELETE')
    setClockOffset(before)
  })

  it('is refused during a block, from either party, until the block is removed', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    await blockUser(client.id, craftsman.id)
    await blockUser(client.id, craftsman.id)
    await expect(sendMessage(jobId, { text: 'Hi' }, craftsman)).rejects.toThrow('MESSAGES_BLOCKED')
    await expect(sendMessage(jobId, { text: 'Hi' }, client)).rejects.toThrow('MESSAGES_BLOCKED')
    await unblockUser(client.id, craftsman.id)
    await unblockUser(client.id, craftsman.id)
    const entries = await ActivityLog.find({ actor: client.id, 'target.id': craftsman.id })
      .sort({ _id: 1 })
      .lean()
    expect(entries.map(({ action }) => action)).toEqual(['user.block', 'user.unblock'])
    await expect(sendMessage(jobId, { text: 'Hi' }, craftsman)).resolves.toMatchObject({ text: 'Hi' })
  })

  it('is refused after 60 messages in a minute', async () => {
    const { jobId, craftsman } = await aHiredJob()
    for (let n = 0; n < 60; n += 1) await sendMessage(jobId, { text: `${n}` }, craftsman)
    await expect(sendMessage(jobId, { text: 'one more' }, craftsman)).rejects.toThrow('LIMIT_REACHED')
  })
})
