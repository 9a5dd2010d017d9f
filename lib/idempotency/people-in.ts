import type { Types } from 'mongoose'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** A person inside a response begins so (lib/embedded/person.ts). */
const PERSON = /"id":"([0-9a-f]{24})","firstName":/g

/** The people whom a saved response shows, so that it is erased with each of them. */
export function peopleIn(body: string): { shows?: Types.ObjectId[] } {
  const ids = new Set([...body.matchAll(PERSON)].map(([, id = '']) => id))
  return ids.size === 0 ? {} : { shows: [...ids].map((id) => objectId(id as UserId)) }
}
