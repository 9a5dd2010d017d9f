import { routes } from '#functions/routes.ts'
import { type ApiDocument, changeSchemas } from '#infra/docs/api-document.ts'
import { withMeanings } from '#infra/docs/described.ts'
import { withExamples } from '#infra/docs/examples.ts'
import { AREAS, INTRODUCTION } from '#infra/docs/introduction.ts'
import { withNames } from '#infra/docs/named-schemas.ts'
import { toPublishedForm } from '#infra/docs/published-forms.ts'
import { withResponses } from '#infra/docs/responses.ts'
import { openapiOf } from '#lib/lambda/http/openapi.ts'

/**
 * The OpenAPI document: what the manifest says of each route, then
 * 1. in the form that readers and generators understand
 * 2. with a name for each list of values and each body, and a meaning for each field
 * 3. with examples that the demo data answer
 * 4. with what every response has
 */
export function openapiDocument(): ApiDocument {
  // ApiDocument is the part of OpenAPI that we change; the library's type has all of it
  const manifest = openapiOf(routes, { introduction: INTRODUCTION, areas: AREAS }) as unknown as ApiDocument
  const named = withNames(changeSchemas(manifest, toPublishedForm))
  return withResponses(withExamples(withMeanings(named)))
}

/** The text of docs/openapi.json, generated from the manifest, the glossary and the sample events. */
export const openapiText = (): string => `${JSON.stringify(openapiDocument(), null, 2)}\n`
