import { Types } from 'mongoose'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { beginSession } from '#lib/sessions/session.ts'

const CHUNK = 2_000

/** Inserts `count` documents in chunks. */
export async function insertMany(
  collection: { insertMany: (documents: object[], options: { ordered: boolean }) => Promise<unknown> },
  count: number,
  make: (i: number) => object,
): Promise<void> {
  for (let done = 0; done < count; done += CHUNK) {
    const documents = Array.from({ length: Math.min(CHUNK, count - done) }, (_, i) => make(done + i))
    await collection.insertMany(documents, { ordered: false })
  }
}

/** People who post and quote: one for each fifty jobs. */
export const people: Types.ObjectId[] = []

/** Adds people as jobs grow. */
export async function growPeople(from: number, to: number): Promise<void> {
  const at = clock()
  const names = { firstName: 'منى', lastName: 'حسن', rating: 4.5, ratingCount: 12, role: 'Client' }
  await insertMany(User.collection, Math.ceil(to / 50) - Math.ceil(from / 50), () => {
    const _id = new Types.ObjectId()
    people.push(_id)
    return { _id, email: `${_id.toHexString()}@example.com`, ...names, createdAt: at, updatedAt: at }
  })
}

export interface Caller {
  readonly id: UserId
  readonly _id: Types.ObjectId
  readonly token: string
}

/** Somebody who is logged in. */
export async function aCaller(role: 'Client' | 'Craftsman'): Promise<Caller> {
  const id = newId<'User'>()
  const at = clock()
  const names = { firstName: 'Bench', lastName: role, createdAt: at, updatedAt: at }
  await User.create([{ _id: id, email: `${id}@example.com`, role, ...names }])
  const { token } = await beginSession(id)
  return { id, _id: objectId(id), token }
}
