import { changeSchema, type JsonSchema, mapValues, type SchemaChange } from '#infra/docs/json-schema.ts'

interface MediaType {
  readonly schema: JsonSchema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>
}

type Content = Readonly<Record<string, MediaType>>

export interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly schema: JsonSchema
  readonly required?: boolean
  readonly description?: string
  readonly example?: unknown
}

export interface Header {
  readonly $ref?: string
  readonly description?: string
  readonly schema?: JsonSchema
}

export interface ApiResponse {
  readonly $ref?: string
  readonly description?: string
  readonly headers?: Readonly<Record<string, Header>>
  readonly content?: Content
}

export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, ApiResponse>>
}

/** An OpenAPI document, as far as we write it. */
export interface ApiDocument {
  readonly openapi: string
  readonly info: Readonly<Record<string, unknown>>
  readonly tags: readonly { readonly name: string; readonly description?: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>
    readonly headers?: Readonly<Record<string, Header>>
    readonly [kind: string]: unknown
  }
  readonly [key: string]: unknown
}

/** The document with another operation in place of each. */
export const changeOperations = (
  document: ApiDocument,
  change: (operation: Operation) => Operation,
): ApiDocument => ({
  ...document,
  paths: mapValues(document.paths, (methods) => mapValues(methods, change)),
})

/** The document with each of its schemas changed, from the inside out: components, parameters, bodies, answers. */
export function changeSchemas(document: ApiDocument, change: SchemaChange): ApiDocument {
  const inContent = (content: Content, name: string) =>
    mapValues(content, (media) => ({ ...media, schema: changeSchema(media.schema, change, [name]) }))
  const changed = changeOperations(document, (operation) => ({
    ...operation,
    ...(operation.parameters && {
      parameters: operation.parameters.map((parameter) => ({
        ...parameter,
        schema: changeSchema(parameter.schema, change, [operation.operationId, parameter.name]),
      })),
    }),
    ...(operation.requestBody && {
      requestBody: {
        ...operation.requestBody,
        content: inContent(operation.requestBody.content, operation.operationId),
      },
    }),
    responses: mapValues(operation.responses, (response) => ({
      ...response,
      ...(response.content && { content: inContent(response.content, operation.operationId) }),
    })),
  }))
  return {
    ...changed,
    components: {
      ...changed.components,
      schemas: mapValues(changed.components.schemas, (schema, name) => changeSchema(schema, change, [name])),
    },
  }
}
