import { User } from '#lib/model/user.model.ts'

/** Every admin who is not banned, except one. */
export async function adminsExcept(userId: string): Promise<readonly string[]> {
  const admins = await User.find({ role: 'Admin', isBanned: false, deletedAt: null }, { _id: 1 }).lean()
  return admins.map(({ _id }) => _id.toHexString()).filter((id) => id !== userId)
}
