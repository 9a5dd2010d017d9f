import { describe, expect, it } from 'vitest'
import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { type JobId, newId } from '#lib/platform/ids.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'
import { call } from '#lib/testing/call.ts'
import { aJob, aQuotedJob } from '#lib/testing/jobs.ts'
import { aDatabase } from '#lib/testing/mongo.ts'
import { aClient, aCraftsman, type Somebody } from '#lib/testing/people.ts'

aDatabase()

const invite = (jobId: JobId, client: Somebody, craftsmanId: string) =>
  call(invitationRoutes.inviteCraftsman, { as: client, params: { jobId }, body: { craftsmanId } })
const respond = (jobId: JobId, craftsman: Somebody, response: string) =>
  call(invitationRoutes.respondToInvitation, { as: craftsman, params: { jobId }, body: { response } })

describe('inviting a craftsman', () => {
  it('to a Posted job creates a Pending invitation and records the event', async () => {
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    const { status, body } = await invite(jobId, client, craftsman.id)
    expect([status, body.status, body.craftsman.id]).toEqual([201, 'Pending', craftsman.id])
    expect(await Outbox.countDocuments({ type: 'invitation.sent', 'data.craftsmanId': craftsman.id })).toBe(1)
  })

  it('twice to the same job is refused, whatever the answer to the first invitation was', async () => {
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    await invite(jobId, client, craftsman.id)
    await respond(jobId, craftsman, 'Rejected')
    const { status, body } = await invite(jobId, client, craftsman.id)
    expect([status, body.code]).toEqual([400, 'ALREADY_INVITED'])
  })

  it('is possible only for Posted jobs, by their own client, and for existing craftsmen', async () => {
    const craftsman = await aCraftsman()
    const quoted = await aQuotedJob()
    expect((await invite(quoted.jobId, quoted.client, craftsman.id)).body.code).toBe('JOB_NOT_POSTED')
    const { jobId, client } = await aJob()
    expect((await invite(jobId, await aClient(), craftsman.id)).body.code).toBe('JOB_NOT_YOURS')
    expect((await invite(jobId, client, newId())).body.code).toBe('CRAFTSMAN_NOT_FOUND')
    expect((await invite(jobId, client, (await aClient()).id)).body.code).toBe('CRAFTSMAN_NOT_FOUND')
    expect((await invite(jobId, client, (await aCraftsman({ isBanned: true })).id)).body.code).toBe(
      'CRAFTSMAN_NOT_FOUND',
    )
    const malformed = await invite(jobId, client, 'craftsman')
    expect([malformed.status, malformed.body.message]).toEqual([404, 'Resource not found (invalid ID)'])
  })

  it('is refused if the job already has 20 open invitations', async () => {
    const { jobId, client } = await aJob()
    const crowd = Array.from({ length: 20 }, () => ({
      job: jobId,
      craftsman: newId(),
      status: 'Pending' as const,
      createdAt: new Date(),
    }))
    await Invitation.insertMany(crowd)
    const { status, body, headers } = await invite(jobId, client, (await aCraftsman()).id)
    expect([status, body.code, headers['retry-after']]).toEqual([429, 'TOO_MANY_INVITATIONS', '3600'])
  })
})

describe('responding to an invitation', () => {
  it('is possible once, and stores the time', async () => {
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
    const { status, body } = await respond(jobId, craftsman, 'Accepted')
    expect([status, body.status]).toEqual([201, 'Accepted'])
    expect(body.respondedAt).not.toBeNull()
    expect((await respond(jobId, craftsman, 'Rejected')).body.code).toBe('INVITATION_ANSWERED')
  })

  it('is refused after a hire, and for a craftsman who was not invited', async () => {
    const { jobId, client } = await aJob()
    const invited = await aCraftsman()
    await inviteCraftsman({ jobId, craftsmanId: invited.id, client })
    expect((await respond(jobId, await aCraftsman(), 'Accepted')).body.code).toBe('INVITATION_NOT_FOUND')
    const quoted = await aQuotedJob()
    await Invitation.create([{ job: quoted.jobId, craftsman: invited.id, createdAt: new Date() }])
    await acceptQuote(quoted)
    expect((await respond(quoted.jobId, invited, 'Accepted')).body.code).toBe('JOB_NOT_OPEN')
  })

  it('is shown in the lists of the job’s client and of the craftsman, and in no other', async () => {
    const { jobId, client } = await aJob()
    const craftsman = await aCraftsman()
    await inviteCraftsman({ jobId, craftsmanId: craftsman.id, client })
    const ofJob = await call(invitationRoutes.listJobInvitations, { as: client, params: { jobId } })
    const own = await call(invitationRoutes.listOwnInvitations, { as: craftsman })
    expect([ofJob.body.data.length, own.body.data.length]).toEqual([1, 1])
    expect((await call(invitationRoutes.listOwnInvitations, { as: await aCraftsman() })).body.data).toEqual(
      [],
    )
  })
})
