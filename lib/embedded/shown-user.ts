import type { QueryFilter } from 'mongoose'
import { OPEN_ROLES } from '#lib/model/role.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** The filter for a user whom everybody may know of: a client or a craftsman whose account is not deleted, and no staff. */
export const shownUser = (userId: UserId): QueryFilter<UserRecord> => ({
  _id: userId,
  deletedAt: null,
  role: trusted({ $in: [...OPEN_ROLES] }),
})
