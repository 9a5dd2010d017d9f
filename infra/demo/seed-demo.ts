import mongoose from 'mongoose'
import { demoDeletions } from '#infra/demo/deletions.ts'
import { approvalId, DEMO, segmentId } from '#infra/demo/demo-ids.ts'
import { demoDisputes, demoStrikes } from '#infra/demo/disputes.ts'
import { seedFaq } from '#infra/demo/faq.ts'
import { seedFees } from '#infra/demo/fees.ts'
import { demoMessages } from '#infra/demo/messages.ts'
import { seedPayments } from '#infra/demo/payments.ts'
import { demoPeople } from '#infra/demo/people.ts'
import { demoReports } from '#infra/demo/reports.ts'
import { demoReviews, rateDemoPeople } from '#infra/demo/reviews.ts'
import { demoScene } from '#infra/demo/scene.ts'
import { seedSettledPayments } from '#infra/demo/settled-payments.ts'
import { seedVerifications } from '#infra/demo/verifications.ts'
import { seedWallets } from '#infra/demo/wallets.ts'
import { Approval, type ApprovalRecord } from '#lib/model/approval.model.ts'
import { Contract } from '#lib/model/contract.model.ts'
import { DeletionRequest } from '#lib/model/deletion-request.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { Report } from '#lib/model/report.model.ts'
import { Review } from '#lib/model/review.model.ts'
import { Segment, type SegmentRecord } from '#lib/model/segment.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { User } from '#lib/model/user.model.ts'
import { hashPassword } from '#lib/passwords/password.ts'
import { clock } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The hash of the demo password. bcrypt takes a quarter of a second, so it is computed once per process. */
let hashed: Promise<string> | undefined
const demoHash = (): Promise<string> => (hashed ??= hashPassword(DEMO.password))

/**
 * Puts the demo data into the database: services, people, and jobs in every status. Existing documents stay as they
 * are, so a second call changes nothing.
 */
export async function seedDemo(): Promise<void> {
  const now = clock()
  const people = demoPeople(await demoHash(), now)
  const { services, jobs, quotes, invitations, contracts } = demoScene(now)
  await Promise.all([
    ignoreDuplicates(User.insertMany([...people], INSERT_MISSING)),
    ignoreDuplicates(Service.insertMany([...services], INSERT_MISSING)),
    ignoreDuplicates(Job.insertMany([...jobs], INSERT_MISSING)),
    ignoreDuplicates(Quote.insertMany([...quotes], INSERT_MISSING)),
    ignoreDuplicates(Invitation.insertMany([...invitations], INSERT_MISSING)),
    ignoreDuplicates(Contract.insertMany([...contracts], INSERT_MISSING)),
    ignoreDuplicates(Dispute.insertMany([...demoDisputes(now)], INSERT_MISSING)),
    ignoreDuplicates(Approval.insertMany([demoApproval(now)], INSERT_MISSING)),
    ignoreDuplicates(Segment.insertMany([demoSegment(now)], INSERT_MISSING)),
    ignoreDuplicates(Strike.insertMany([...demoStrikes(now)], INSERT_MISSING)),
    ignoreDuplicates(Message.insertMany([...demoMessages(now)], INSERT_MISSING)),
    ignoreDuplicates(Review.insertMany([...demoReviews(now)], INSERT_MISSING)),
    ignoreDuplicates(DeletionRequest.insertMany([...demoDeletions(now)], INSERT_MISSING)),
    ignoreDuplicates(Report.insertMany([...demoReports(now)], INSERT_MISSING)),
  ])
  await seedWallets(now)
  await seedPayments(now)
  await seedFees()
  await seedFaq(now)
  await seedSettledPayments(now)
  await seedVerifications(now)
  await rateDemoPeople()
}

/** A filter that staff saved. */
const demoSegment = (now: Date): SegmentRecord => ({
  _id: objectId(segmentId(1)),
  name: 'Craftsmen',
  nameKey: 'craftsmen',
  filter: { role: 'Craftsman', status: 'Active' },
  by: objectId(DEMO.people.moderator.id),
  createdAt: now,
})

/** What somebody who was an admin then asked a second one for. */
const demoApproval = (now: Date): ApprovalRecord => ({
  _id: objectId(approvalId(1)),
  kind: 'settings',
  target: null,
  amount: 60_000,
  input: { feeDebt: { most: 60_000 } },
  status: 'Waiting',
  askedBy: objectId(DEMO.people.moderator.id),
  decidedBy: null,
  createdAt: now,
})

/** Creates only the admin: `npm start -- --empty` begins with that. */
export async function seedAdmin(): Promise<void> {
  const admin = demoPeople(await demoHash(), clock()).filter(({ role }) => role === 'Admin')
  await ignoreDuplicates(User.insertMany(admin, INSERT_MISSING))
}

/** Sets the password of the demo people again: after JWT_SECRET has changed, no stored hash matches any more. */
export async function rehashDemo(): Promise<void> {
  const emails = Object.values(DEMO.people).map(({ email }) => email)
  await User.collection.updateMany({ email: { $in: emails } }, { $set: { password: await demoHash() } })
}

/** Inserts all missing documents of a list and continues after those that exist. */
const INSERT_MISSING = { ordered: false, throwOnValidationError: true } as const

async function ignoreDuplicates(inserting: Promise<unknown>): Promise<void> {
  try {
    await inserting
  } catch (error) {
    const isDuplicate = error instanceof mongoose.mongo.MongoBulkWriteError && error.code === 11000
    if (!isDuplicate) throw error
  }
}
