import type { Types } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Quote } from '#lib/model/quote.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A job in which somebody took part. */
export interface SharedJob {
  readonly job: Types.ObjectId
  /** They posted it or were hired for it: whatever was told of it may be in their words. Else they offered or were asked. */
  readonly isParty: boolean
}

/** Every job in which somebody took part, one after the other; a job may come more than once. */
export async function* jobsOf(userId: UserId): AsyncGenerator<SharedJob> {
  const person = objectId(userId)
  const posted = Job.collection.find({ client: person }, { projection: { _id: 1 } })
  for await (const { _id } of posted) yield { job: _id, isParty: true }
  const hired = Contract.collection.find({ craftsman: person }, { projection: { job: 1 } })
  for await (const { job } of hired) yield { job: job as Types.ObjectId, isParty: true }
  for (const model of [Quote, Invitation]) {
    const offered = model.collection.find({ craftsman: person }, { projection: { job: 1 } })
    for await (const { job } of offered) yield { job: job as Types.ObjectId, isParty: false }
  }
}
