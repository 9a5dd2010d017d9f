import { adminSettingsRoutes } from '#functions/admin/settings.routes.ts'
import { actOrAsk } from '#lib/administration/act-or-ask.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminSettingsRoutes.changeSettings, ({ body, caller }) =>
  actOrAsk('settings', null, body, caller),
)
