import { fail } from '#lib/errors/app-error.ts'
import type { Access } from '#lib/lambda/http/define-route.ts'
import type { Role } from '#lib/model/role.ts'

/** Throws ROLE_NOT_ALLOWED if the route does not allow the caller's role. */
export function checkAccess(access: Access, caller: { readonly role: Role }): void {
  if (access === 'public' || access === 'signedIn' || access.includes(caller.role)) return
  throw fail('ROLE_NOT_ALLOWED')
}

/** Throws SECOND_FACTOR_NOT_SET_UP if staff have to log in with a second factor first, and the route needs that. */
export function checkSecondFactor(
  { withoutSecondFactor }: { readonly withoutSecondFactor?: true },
  { lacksSecondFactor }: { readonly lacksSecondFactor: boolean },
): void {
  if (lacksSecondFactor && !withoutSecondFactor) throw fail('SECOND_FACTOR_NOT_SET_UP')
}
