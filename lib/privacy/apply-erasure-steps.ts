import mongoose, { type mongo, type Types } from 'mongoose'
import type { UserId } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'
import type { ErasureStep } from '#lib/privacy/collection-rule.ts'
import { PERSONAL_DATA } from '#lib/privacy/personal-data.ts'

/** How many documents are changed at a time. Their ids alone are in memory. */
const BATCH_SIZE = 500

/** Whatever ids a collection has. */
interface Stored {
  readonly _id: Types.ObjectId | string | number
}

/**
 * Does to every collection what the table says (personal-data.ts), some hundred documents at a time. A run that dies is
 * begun again by the next: what is done already stays as it is.
 */
export async function applyErasureSteps(userId: UserId): Promise<void> {
  const person = objectId(userId)
  for (const [name, { steps }] of Object.entries(PERSONAL_DATA)) {
    const collection = mongoose.connection.collection<mongo.OptionalId<Stored>>(name)
    // only what is stored is read and changed, so its id is always there
    for (const step of steps) await applyStep(collection as unknown as mongo.Collection<Stored>, step, person)
  }
}

async function applyStep(
  collection: mongo.Collection<Stored>,
  step: ErasureStep,
  person: Types.ObjectId,
): Promise<void> {
  for await (const ids of idsIn(collection, step.whose(person))) {
    const some = { _id: { $in: [...ids] } } as mongo.Filter<Stored>
    if (step.deletes) await collection.deleteMany(some)
    else await collection.updateMany(some, updateOf(step), optionsOf(step, person))
  }
}

function updateOf({ sets, unsets = [] }: ErasureStep): mongo.UpdateFilter<Stored> {
  const $unset = Object.fromEntries(unsets.map((path) => [path, 1]))
  return {
    ...(sets && { $set: sets }),
    ...(unsets.length > 0 && { $unset }),
  } as mongo.UpdateFilter<Stored>
}

const optionsOf = ({ own }: ErasureStep, person: Types.ObjectId): mongo.UpdateOptions =>
  own ? { arrayFilters: [own(person)] } : {}

/** The ids of the documents that fit, in batches, however many there are. */
async function* idsIn(
  collection: mongo.Collection<Stored>,
  conditions: Readonly<Record<string, unknown>>,
): AsyncGenerator<readonly Stored['_id'][]> {
  const cursor = collection.find(conditions as mongo.Filter<Stored>, {
    projection: { _id: 1 },
    batchSize: BATCH_SIZE,
    maxTimeMS: MAX_TIME_MS,
  })
  let ids: Stored['_id'][] = []
  for await (const { _id } of cursor) {
    ids.push(_id)
    if (ids.length < BATCH_SIZE) continue
    yield ids
    ids = []
  }
  if (ids.length > 0) yield ids
}
