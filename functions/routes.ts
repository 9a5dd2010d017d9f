import { authRoutes } from '#functions/auth/auth.routes.ts'
import { docsRoutes } from '#functions/docs/docs.routes.ts'
import type { Route } from '#lib/http/define-route.ts'

/** The manifest: every route of the API. CDK, the local server, OpenAPI and the tests all read this list. */
const areas = [authRoutes, docsRoutes]

export const routes: readonly Route[] = areas.flatMap((area) => Object.values(area) as Route[])
