import { existsSync, readFileSync } from 'node:fs'
import { routes } from '#functions/routes.ts'
import { type ApiDocument, changeSchemas } from '#infra/docs/api-document.ts'
import { withNames } from '#infra/docs/named-schemas.ts'
import { toPublishedForm } from '#infra/docs/published-forms.ts'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { type Route, toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'
import { openapiOf } from '#lib/lambda/http/openapi.ts'

/** The OpenAPI document: what the manifest says, in the form that readers and generators understand. */
export const openapiDocument = (): ApiDocument =>
  withNames(changeSchemas(openapiOf(routes, sampleBody) as unknown as ApiDocument, toPublishedForm))

/** The text of docs/openapi.json, generated from the manifest and the sample events. */
export const openapiText = (): string => `${JSON.stringify(openapiDocument(), null, 2)}\n`

/** The body of a route's sample event if it is JSON, without real accounts and tokens. */
function sampleBody({ name }: Route): unknown {
  const file = new URL(`../../events/http/${toKebabCase(name)}.json`, import.meta.url)
  if (!existsSync(file)) return undefined
  const { body, isBase64Encoded } = JSON.parse(readFileSync(file, 'utf8')) as HttpEvent
  return body === undefined || isBase64Encoded ? undefined : (JSON.parse(withoutCredentials(body)) as unknown)
}

const withoutCredentials = (body: string): string =>
  body
    .replaceAll('@craftworks.example', '@example.com')
    .replaceAll(DEMO.password, 'a password of one’s own')
    .replaceAll(/\{\{\w+:\w+\}\}/g, 'token')
