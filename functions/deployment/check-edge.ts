import { edgeGuard } from '#lib/lambda/http/edge-guard.ts'

/** What API Gateway asks where CloudFront stands in front. It is no route, so it is not in the manifest. */
export const handler = edgeGuard
