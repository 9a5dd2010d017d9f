import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import { changeSettings } from '#lib/administration/change-settings.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSettingsRoutes.changeSettings, ({ body, caller }) => changeSettings(body, caller))
