import { describe, expect, it } from 'vitest'
import { PERMISSION_OF, PERMISSIONS } from '#functions/permissions.ts'
import { routes } from '#functions/routes.ts'
import { isStaff } from '#lib/model/role.ts'

/** Every route that only staff may call, and whatever else is under /api/admin. */
const ofStaff = routes.filter(
  ({ path, access }) =>
    path.startsWith('/api/admin/') ||
    (access !== 'public' && access !== 'signedIn' && access.every((role) => isStaff(role))),
)

describe('the table of permissions', () => {
  it.each(ofStaff.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'says of %s what the manifest does',
    (_path, { name, access }) => {
      const permission = PERMISSION_OF[name]
      expect(permission, `name the permission of ${name} in functions/permissions.ts`).toBeDefined()
      expect(permission && [...PERMISSIONS[permission]].toSorted()).toEqual([...access].toSorted())
    },
  )

  it('names no route that does not exist, and no permission that nothing needs', () => {
    expect(Object.keys(PERMISSION_OF).toSorted()).toEqual(ofStaff.map(({ name }) => name).toSorted())
    expect(new Set(Object.values(PERMISSION_OF))).toEqual(new Set(Object.keys(PERMISSIONS)))
  })
})
