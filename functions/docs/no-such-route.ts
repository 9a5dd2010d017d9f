import { headerOf, type HttpHandler } from '#lib/lambda/http/http-event.ts'
import { routeNotFound } from '#lib/lambda/http/reply.ts'
import { localeFromHeader } from '#lib/platform/locale.ts'
import { withRequest } from '#lib/platform/logger.ts'

/** What API Gateway's `$default` calls for a path without a route. It is not part of the API or of its manifest. */
export const handler: HttpHandler = (event) =>
  withRequest({ requestId: event.requestContext.requestId }, () =>
    Promise.resolve(routeNotFound(localeFromHeader(headerOf(event, 'accept-language')) ?? 'en')),
  )
