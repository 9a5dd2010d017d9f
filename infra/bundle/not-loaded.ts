import { randomUUID } from 'node:crypto'
import { headerOf } from '#lib/lambda/http/http-event.ts'
import { type Invocation, invocation } from '#lib/platform/error-reports.ts'
import { log } from '#lib/platform/logger.ts'
import { replayUrlIn } from '#lib/platform/replay-url.ts'
import { loadSecrets } from '#lib/platform/secrets.ts'

/** What any event may say of who asked: those of HTTP and of sockets have a request id of their own. */
interface AnyEvent {
  readonly requestContext?: { readonly requestId?: string } | null
  readonly headers?: Readonly<Record<string, string | undefined>> | null
}

type Handler = (event: AnyEvent | null, context?: { readonly awsRequestId: string }) => Promise<never>

/**
 * What answers in place of a bundle that broke while it was loaded. Each invocation is logged and reported to Sentry as
 * one of this function, and fails with the error that it broke with, which Lambda counts. It is a file of its own beside
 * each bundle, since nothing of a bundle can be relied upon then, and cached.cjs loads it only then.
 */
export const notLoaded =
  (of: Pick<Invocation, 'kind' | 'name'>) =>
  (error: unknown): Handler =>
  (event, context) =>
    invocation({ ...of, ...askedBy(event, context?.awsRequestId) }, async () => {
      await loadSecrets().catch(() => undefined) // Sentry's key may be in there alone
      log.error('a function could not be loaded', { error })
      throw error
    })

function askedBy(event: AnyEvent | null, awsRequestId: string = randomUUID()) {
  const { requestContext, headers } = event ?? {}
  return {
    requestId: requestContext?.requestId ?? awsRequestId,
    replay: replayUrlIn(headerOf({ headers: headers ?? {} }, 'x-logrocket-url')),
  }
}
