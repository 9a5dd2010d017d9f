import { beforeEach, expect, test } from 'vitest'
import { DEMO } from '#infra/local/demo/demo.ts'
import { seedAdmin, seedDemo } from '#infra/local/demo/seed-demo.ts'
import { passwordMatches } from '#lib/auth/password.ts'
import { Contract } from '#lib/contracts/contract.model.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { JOB_STATUSES } from '#lib/jobs/process.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { Service } from '#lib/services/service.model.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'
import { User } from '#lib/users/user.model.ts'

aDatabase()
beforeEach(emptyDatabase)

const counts = () =>
  Promise.all(
    [User, Service, Job, Quote, Invitation, Contract].map((model) => model.collection.countDocuments()),
  )

test('the demo scene has its people, services, and a job in every state', async () => {
  // Act
  await seedDemo()
  // Assess
  expect(await counts()).toEqual([12, 8, 11, 8, 3, 6])
  expect(new Set(await Job.distinct('status'))).toEqual(new Set(JOB_STATUSES))
  const client = await User.findOne({ email: DEMO.people.client1.email }).lean()
  expect(await passwordMatches(DEMO.password, client?.password)).toBe(true)
})

test('seeding again changes nothing', async () => {
  // Prepare
  await seedDemo()
  await Job.updateOne({ _id: DEMO.jobs.posted }, { $set: { title: 'Changed by hand' } })
  const before = await counts()
  // Act
  await seedDemo()
  // Assess
  expect(await counts()).toEqual(before)
  expect(await Job.findById(DEMO.jobs.posted, { title: 1 }).lean()).toMatchObject({
    title: 'Changed by hand',
  })
})

test('the scene keeps the rules: counted quotes, contracts on both sides, deadlines ahead', async () => {
  // Act
  await seedDemo()
  // Assess
  for (const job of await Job.find().lean()) {
    expect(await Quote.countDocuments({ job: job._id, status: 'Submitted' })).toBe(job.openQuotes)
    const contract = await Contract.findOne({ job: job._id }).lean()
    expect(contract?._id ?? null).toEqual(job.contract)
    expect(contract?.craftsman ?? null).toEqual(job.craftsman)
    expect(contract?.platformFee ?? 0).toBe(job.platformFee)
    if (job.timer) expect(job.timer.at.getTime()).toBeGreaterThan(clock().getTime())
  }
  expect(await Job.exists({ category: trusted({ $nin: await Service.distinct('name') }) })).toBeNull()
})

test('without demo data there is the admin alone', async () => {
  // Act
  await seedAdmin()
  // Assess
  expect(await counts()).toEqual([1, 0, 0, 0, 0, 0])
  expect(await User.findOne({ role: 'Admin' }).lean()).toMatchObject({ email: DEMO.people.admin.email })
})
