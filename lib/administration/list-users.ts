import { findUsers } from '#lib/administration/find-users.ts'
import { toManagedUserView } from '#lib/administration/managed-user.view.ts'
import type { UserSearch } from '#lib/administration/user-administration.schemas.ts'
import { pageOf } from '#lib/lists/read-page.ts'

/**
 * List accounts for staff, newest first. `q` finds words and beginnings of words of the name and the e-mail, and the
 * beginning or the end of a phone number; Arabic is found however it is spelled. Erased accounts are not listed.
 */
export const listUsers = async (search: UserSearch) => pageOf(await findUsers(search), toManagedUserView)
