import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { addNote } from '#lib/administration/add-note.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.addNote, ({ params, body, caller }) =>
  addNote(params.userId, body, caller),
)
