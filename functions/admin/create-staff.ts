import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { createStaff } from '#lib/administration/create-staff.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.createStaff, ({ body, caller }) => createStaff(body, caller))
