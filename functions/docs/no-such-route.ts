import { headerOf, type HttpHandler } from '#lib/http/gateway-event.ts'
import { noSuchRoute } from '#lib/http/reply.ts'
import { localeAsked } from '#lib/platform/locale.ts'
import { withRequestId } from '#lib/platform/logger.ts'

/** What API Gateway's `$default` calls: no route of the manifest, so it is none of the API either. */
export const handler: HttpHandler = (event) =>
  withRequestId(event.requestContext.requestId, () =>
    Promise.resolve(noSuchRoute(localeAsked(headerOf(event, 'accept-language')) ?? 'en')),
  )
