import { beforeEach, expect, test } from 'vitest'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { seedAdmin, seedDemo } from '#infra/demo/seed-demo.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { User } from '#lib/model/user.model.ts'
import { passwordMatches } from '#lib/passwords/password.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(emptyDatabase)

const counts = () =>
  Promise.all(
    [User, Service, Job, Quote, Invitation, Contract].map((model) => model.collection.countDocuments()),
  )

test('the demo data have people, services, and a job in every status', async () => {
  // Act
  await seedDemo()
  // Assess
  expect(await counts()).toEqual([13, 8, 15, 13, 3, 11])
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

test('the demo data keep the rules: quotes are counted, jobs and contracts match, deadlines are in the future', async () => {
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

test('without demo data there is only the admin', async () => {
  // Act
  await seedAdmin()
  // Assess
  expect(await counts()).toEqual([1, 0, 0, 0, 0, 0])
  expect(await User.findOne({ role: 'Admin' }).lean()).toMatchObject({ email: DEMO.people.admin.email })
})
