import { headerOf, type HttpEvent } from '#lib/lambda/http/http-event.ts'

/** What CloudFront sends with each request, where a deployment has it in front. */
export const EDGE_KEY_HEADER = 'x-craftworks-key'
/** The address of who asked CloudFront, which it sets itself. */
export const VIEWER_HEADER = 'x-craftworks-viewer'

/**
 * The address of who sends a request. Behind CloudFront it is in a header. That is believed only of a request that the
 * guard let through (`edge-guard.ts`): API Gateway says so beside the request, where no header gets.
 */
export function callerAddress(event: Pick<HttpEvent, 'headers' | 'requestContext'>): string {
  const { http, authorizer } = event.requestContext as HttpEvent['requestContext'] & {
    authorizer?: { lambda?: { edge?: unknown } | null }
  }
  const isFromEdge = authorizer?.lambda?.edge === true || authorizer?.lambda?.edge === 'true'
  return (isFromEdge ? headerOf(event, VIEWER_HEADER) : undefined) ?? http.sourceIp
}
