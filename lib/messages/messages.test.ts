import { describe, expect, it } from 'vitest'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { blockUser, unblockUser } from '#lib/messages/block-user.ts'
import { deleteMessage } from '#lib/messages/delete-message.ts'
import { listMessages } from '#lib/messages/list-messages.ts'
import { markThreadRead } from '#lib/messages/mark-thread-read.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clockOffset, MINUTE, setClockOffset } from '#lib/platform/clock.ts'
import type { MessageId, QuoteId } from '#lib/platform/ids.ts'
import { asPiastres } from '#lib/platform/piastres.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { aHiredJob, aJob, aJobIn, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, aModerator, type Somebody } from '#lib/testing/people.ts'

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

  it('of a craftsman takes nothing that names another craftsman: the client would read it', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const other = await aCraftsman()

    const astray = sendMessage(jobId, { text: 'Between us', with: other.id }, craftsman)

    await expect(astray).rejects.toThrow('THREAD_NOT_FOUND')
    await sendMessage(jobId, { text: 'For you', with: client.id }, craftsman)
    const { data } = await listMessages(jobId, { ...FIRST_PAGE, with: craftsman.id }, client)
    expect(data.map(({ text }) => text)).toEqual(['For you'])
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

describe('the craftsman whom a client does not name', () => {
  it('is the only one who is invited, or the only one who quotes', async () => {
    const [{ jobId, client }, craftsman] = [await aJob(), await aCraftsman()]
    await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
    const invited = await sendMessage(jobId, { text: 'Are you free?' }, client)
    await submitQuote(jobId, { price: asPiastres(1_000) }, craftsman)
    await sendMessage(jobId, { text: 'What does that include?' }, client)

    expect(invited.to.id).toBe(craftsman.id)
    expect((await listMessages(jobId, FIRST_PAGE, client)).pagination.totalItems).toBe(2)
    expect(await markThreadRead(jobId, craftsman)).toEqual({ read: 2 })
    expect(await markThreadRead(jobId, client)).toEqual({ read: 0 })
  })

  it('has to be named while several are in question, and the refusal says where', async () => {
    const [{ jobId, client }, craftsman, other] = [await aJob(), await aCraftsman(), await aCraftsman()]
    await inviteCraftsman({ jobId, craftsmanId: other.id, client })
    await submitQuote(jobId, { price: asPiastres(1_000) }, craftsman)
    const refusal = { code: 'RECIPIENT_REQUIRED', detail: { errors: [{ path: 'with' }] } }

    await expect(sendMessage(jobId, { text: 'Hi' }, client)).rejects.toMatchObject(refusal)
    await expect(listMessages(jobId, FIRST_PAGE, client)).rejects.toMatchObject(refusal)
    await expect(markThreadRead(jobId, client)).rejects.toMatchObject(refusal)
    await expect(sendMessage(jobId, { text: 'Hi', with: craftsman.id }, client)).resolves.toBeDefined()
    await expect(sendMessage(jobId, { text: 'Hi' }, other)).resolves.toBeDefined()
  })

  it('is the one who is left after the others withdrew or declined', async () => {
    const { jobId, client } = await aJob()
    const [one, other, third] = [await aCraftsman(), await aCraftsman(), await aCraftsman()]
    await inviteCraftsman({ jobId, craftsmanId: third.id, client })
    const { id } = await submitQuote(jobId, { price: asPiastres(1_000) }, one)
    await submitQuote(jobId, { price: asPiastres(1_000) }, other)
    // Act
    await withdrawQuote({ jobId, quoteId: id as QuoteId, craftsman: one })
    await expect(sendMessage(jobId, { text: 'Hi' }, client)).rejects.toThrow('RECIPIENT_REQUIRED')
    await respondToInvitation(jobId, 'Rejected', third)
    // Assess
    expect((await sendMessage(jobId, { text: 'Hi' }, client)).to.id).toBe(other.id)
  })

  it('is the hired one, however many had quoted', async () => {
    const { jobId, quoteId, client, craftsman } = await aQuotedJob()
    await submitQuote(jobId, { price: asPiastres(1_000) }, await aCraftsman())
    await acceptQuote({ jobId, quoteId, client })
    expect((await sendMessage(jobId, { text: 'Hi' }, client)).to.id).toBe(craftsman.id)
  })

  it('is nobody before anybody is invited or quotes', async () => {
    const { jobId, client } = await aJob()
    await expect(sendMessage(jobId, { text: 'Hi' }, client)).rejects.toThrow('THREAD_NOT_FOUND')
  })
})

describe('messages of a thread', () => {
  it('are numbered from 1 by their thread, and a refused one leaves no gap', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const rival = await aCraftsman()
    await submitQuote(jobId, { price: asPiastres(1_000) }, rival)
    const numbers: number[] = []
    const write = async (whom: Somebody, text: string) =>
      numbers.push((await sendMessage(jobId, { text, with: whom.id }, client)).number)

    await write(craftsman, 'one')
    await write(rival, 'one, to somebody else')
    await blockUser(client.id, craftsman.id)
    await expect(write(craftsman, 'refused')).rejects.toThrow('MESSAGES_BLOCKED')
    await unblockUser(client.id, craftsman.id)
    await write(craftsman, 'two')

    expect(numbers).toEqual([1, 1, 2])
  })

  it('are shown in the order of their numbers, even if the clock went back between them', async () => {
    const { jobId, client, craftsman } = await aHiredJob()
    const before = clockOffset()
    await sendMessage(jobId, { text: 'first' }, client)
    setClockOffset(before - MINUTE)
    await sendMessage(jobId, { text: 'second' }, craftsman)
    setClockOffset(before)
    const { data } = await listMessages(jobId, FIRST_PAGE, client)
    expect(data.map(({ number, text }) => [number, text])).toEqual([
      [2, 'second'],
      [1, 'first'],
    ])
  })
})

describe('a message that its app has named', () => {
  const name = '0b9f6a0e-6d0a-4a53-9d5e-2a1d6c1f4f10'

  it('is stored once: the same name again answers the first one, note and all', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const message = { text: 'Call 01012345678', clientMessageId: name }
    const first = await sendMessage(jobId, message, craftsman, 'en')
    const again = await sendMessage(jobId, { ...message, with: client.id }, craftsman, 'en')

    expect(first.note).toContain('covered')
    expect(again).toEqual(first)
    expect((await listMessages(jobId, FIRST_PAGE, craftsman)).pagination.totalItems).toBe(1)
  })

  it('is answered again after a block, and when somebody else has quoted meanwhile', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const first = await sendMessage(jobId, { text: 'Hi', clientMessageId: name }, client)
    await submitQuote(jobId, { price: asPiastres(1_000) }, await aCraftsman())
    await blockUser(craftsman.id, client.id)
    expect(await sendMessage(jobId, { text: 'Hi', clientMessageId: name }, client)).toEqual(first)
  })

  it('is another one in another thread, and from another sender', async () => {
    const { jobId, client, craftsman } = await aQuotedJob()
    const rival = await aCraftsman()
    await submitQuote(jobId, { price: asPiastres(1_000) }, rival)
    const message = { text: 'Hi', clientMessageId: name }
    const sent = [
      await sendMessage(jobId, { ...message, with: craftsman.id }, client),
      await sendMessage(jobId, { ...message, with: rival.id }, client),
      await sendMessage(jobId, message, craftsman),
    ]
    expect(new Set(sent.map(({ id }) => id)).size).toBe(3)
    expect(sent.map(({ number }) => number)).toEqual([1, 1, 2])
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
