import type { ClientSession, Types } from 'mongoose'
import { User } from '#lib/model/user.model.ts'

/** Whether the account of this person is erased, so that nobody can use or owe what is in their wallet. */
export const isErased = async (tx: ClientSession, user: Types.ObjectId): Promise<boolean> =>
  !(await User.exists({ _id: user, deletedAt: null }).session(tx))
