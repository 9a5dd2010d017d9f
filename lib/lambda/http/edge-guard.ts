import { createHash, timingSafeEqual } from 'node:crypto'
import { EDGE_KEY_HEADER } from '#lib/lambda/http/edge.ts'
import { withRequestId } from '#lib/platform/logger.ts'
import { loadSecrets, renewSecrets, rereadSecrets, type Secrets } from '#lib/platform/secrets.ts'

/** What API Gateway asks before it calls the function of a route, with the fields that we read. */
export interface GuardEvent {
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface GuardAnswer {
  readonly isAuthorized: boolean
  /** What the functions behind it are told of the request. */
  readonly context: { readonly edge: boolean }
}

/**
 * Lets a request through that has the key of CloudFront: the present one, or the one before while it is changed. A key
 * that fits none may be newer than what is known here: then the secret is read once more.
 */
export function edgeGuard(event: GuardEvent, context: { awsRequestId: string }): Promise<GuardAnswer> {
  return withRequestId(context.awsRequestId, async () => {
    await renewSecrets()
    const given = event.headers?.[EDGE_KEY_HEADER] ?? ''
    const fits = async () => isKeyOf(await loadSecrets(), given)
    const edge = (await fits()) || ((await rereadSecrets()) && (await fits()))
    return { isAuthorized: edge, context: { edge } }
  })
}

function isKeyOf({ EDGE_KEY, EDGE_KEY_BEFORE }: Secrets, given: string): boolean {
  const keys = [EDGE_KEY, EDGE_KEY_BEFORE].filter(
    (key): key is string => typeof key === 'string' && key !== '',
  )
  return keys.some((key) => timingSafeEqual(sha256(key), sha256(given)))
}

/** Of equal length, whatever was given. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
