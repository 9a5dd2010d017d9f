import { describe, expect, it } from 'vitest'
import { User } from '#lib/model/user.model.ts'
import { deadlineText } from '#lib/notifications/deadline-texts.ts'
import { isolated } from '#lib/notifications/isolated.ts'
import { templateContextFor } from '#lib/notifications/template-context.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { aHiredJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

describe('what a text says of its job', () => {
  it('has the price of the quote that the event names', async () => {
    const { jobId, client, craftsman, quoteId } = await aQuotedJob({ price: 58_055 })
    const { en } = await templateContextFor({
      jobId,
      clientId: client.id,
      craftsmanId: craftsman.id,
      quoteId,
    })
    expect(en).toMatchObject({ title: 'A leaking tap', client: 'Person', price: 58_055, contract: null })
  })

  it('has the contract that the job has now, if the event names none', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob({ paymentType: 'Escrow' })
    const data = { jobId, clientId: client.id, craftsmanId: craftsman.id }
    // Act
    const { en } = await templateContextFor(data)
    // Assess
    expect(en.contract).toMatchObject({ price: 200_000, paymentType: 'Escrow' })
    const deadline = { ...data, timer: 'idleHire', at: '2026-11-26T10:00:00.000Z' }
    expect(deadlineText(deadline, en, { locale: 'en', side: 'client' }).message).toBe(
      'Nobody has set out for “A leaking tap”. It is cancelled on Thursday 26 November at 12:00, and what you paid goes back in full',
    )
  })

  it('isolates what runs the other way, so that brackets and figures stay where they are', async () => {
    // Prepare
    const { jobId, client, craftsman } = await aHiredJob({ title: 'Fix tap (2nd floor)' })
    await User.updateOne({ _id: objectId(craftsman.id) }, { $set: { firstName: 'كريم' } })
    // Act
    const { ar, en } = await templateContextFor({ jobId, clientId: client.id, craftsmanId: craftsman.id })
    // Assess
    expect([ar.title, ar.craftsman]).toEqual(['\u2068Fix tap (2nd floor)\u2069', 'كريم'])
    expect([en.title, en.craftsman]).toEqual(['Fix tap (2nd floor)', '\u2068كريم\u2069'])
    expect([isolated('12', 'ar'), isolated('', 'en')]).toEqual(['12', ''])
  })
})
