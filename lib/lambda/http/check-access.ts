import { fail } from '#lib/errors/app-error.ts'
import type { Access } from '#lib/lambda/http/define-route.ts'
import type { Role } from '#lib/model/role.ts'

/** Throws ROLE_NOT_ALLOWED if the route does not allow the caller's role. */
export function checkAccess(access: Access, caller: { readonly role: Role }): void {
  if (access === 'public' || access === 'signedIn' || access.includes(caller.role)) return
  throw fail('ROLE_NOT_ALLOWED')
}
