import { fail } from '#lib/errors/app-error.ts'
import type { Access } from '#lib/http/define-route.ts'
import type { Role } from '#lib/users/role.ts'

/** Refuses (ROLE_NOT_ALLOWED) a caller whose role the route does not name. */
export function checkAccess(access: Access, caller: { readonly role: Role }): void {
  if (access === 'public' || access === 'signedIn' || access.includes(caller.role)) return
  throw fail('ROLE_NOT_ALLOWED')
}
