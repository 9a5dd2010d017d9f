import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import { getSettings } from '#lib/administration/get-settings.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSettingsRoutes.getSettings, () => getSettings())
