import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { exportData } from '#lib/privacy/export-data.ts'

export const handler = endpoint(privacyRoutes.exportData, ({ caller, request }) =>
  exportData({ id: caller.id, role: caller.role, locale: request.locale }),
)
