import { existsSync, readFileSync } from 'node:fs'
import { routes } from '#functions/routes.ts'
import { DEMO } from '#infra/local/demo/demo.ts'
import { kebab, type Route } from '#lib/http/define-route.ts'
import type { HttpEvent } from '#lib/http/gateway-event.ts'
import { openapiOf } from '#lib/http/openapi.ts'

/** docs/openapi.json as the manifest and the sample events would have it now. */
export const openapiText = (): string => `${JSON.stringify(openapiOf(routes, sampleBody), null, 2)}\n`

/** The body of a route's sample event, where it is JSON; of accounts and tokens only that there are some. */
function sampleBody({ name }: Route): unknown {
  const file = new URL(`../../events/http/${kebab(name)}.json`, import.meta.url)
  if (!existsSync(file)) return undefined
  const { body, isBase64Encoded } = JSON.parse(readFileSync(file, 'utf8')) as HttpEvent
  return body === undefined || isBase64Encoded ? undefined : (JSON.parse(withoutAccounts(body)) as unknown)
}

const withoutAccounts = (body: string): string =>
  body
    .replaceAll('@craftworks.example', '@example.com')
    .replaceAll(DEMO.password, 'a password of one’s own')
    .replaceAll(/\{\{\w+:\w+\}\}/g, 'token')
