import { type Role, STAFF } from '#lib/model/role.ts'
import { User } from '#lib/model/user.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Every admin and moderator who is not banned. */
export const staffAudience = (): Promise<readonly string[]> => audienceOf(STAFF)

/** Every admin who is not banned. */
export const adminAudience = (): Promise<readonly string[]> => audienceOf(['Admin'])

async function audienceOf(roles: readonly Role[]): Promise<readonly string[]> {
  const staff = await User.find(
    { role: trusted({ $in: [...roles] }), isBanned: false, deletedAt: null },
    { _id: 1 },
  ).lean()
  return staff.map(({ _id }) => _id.toHexString())
}
