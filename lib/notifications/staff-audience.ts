import { STAFF } from '#lib/model/role.ts'
import { User } from '#lib/model/user.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Every admin and moderator who is not banned. */
export async function staffAudience(): Promise<readonly string[]> {
  const staff = await User.find(
    { role: trusted({ $in: [...STAFF] }), isBanned: false, deletedAt: null },
    { _id: 1 },
  ).lean()
  return staff.map(({ _id }) => _id.toHexString())
}
