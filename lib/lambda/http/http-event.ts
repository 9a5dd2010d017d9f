import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { CallContext } from '#lib/platform/call-context.ts'

/** An HTTP API event with payload format 2.0, as both API Gateway and the local server send it. */
export type HttpEvent = APIGatewayProxyEventV2

export type HttpResult = APIGatewayProxyStructuredResultV2

/** The Lambda behind a route, as the local server, the tests and `npm run invoke` call it. */
export type HttpHandler = (event: HttpEvent, context: CallContext) => Promise<HttpResult>

/** A header by its lower-case name. API Gateway sends names in lower case, but other callers need not. */
export function headerOf(event: Pick<HttpEvent, 'headers'>, name: string): string | undefined {
  const { headers } = event
  const exact = headers[name]
  if (exact !== undefined) return exact
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name)
  return found === undefined ? undefined : headers[found]
}
