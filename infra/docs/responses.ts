import { type ApiDocument, type ApiResponse, changeOperations } from '#infra/docs/api-document.ts'
import { mapValues } from '#infra/docs/json-schema.ts'
import { toPascalCase } from '#infra/docs/named-schemas.ts'

const HEADERS = {
  RequestId: {
    description: 'The id of the request, which its log lines have',
    schema: { type: 'string', example: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  },
  RetryAfter: {
    description: 'After how many seconds another attempt makes sense',
    schema: { type: 'integer', minimum: 0, example: 60 },
  },
  Location: {
    description: 'Where the file is, for five minutes',
    schema: { type: 'string', format: 'uri', example: 'https://files.example/0f8fad5b/statement.csv' },
  },
}

const LOCATION = { Location: { $ref: '#/components/headers/Location' } }
const REQUEST_ID = { 'x-request-id': { $ref: '#/components/headers/RequestId' } }
const RETRY_AFTER = { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } }
const CAN_BE_RETRIED = ['429', '503']

/** What API Gateway answers by itself when there are more requests than it lets through. */
const THROTTLED: ApiResponse = {
  description: 'Too many requests for API Gateway, which answers this by itself',
  content: {
    'application/json': {
      schema: { $ref: '#/components/schemas/GatewayError' },
      example: { message: 'Too Many Requests' },
    },
  },
}

const GATEWAY_ERROR = {
  type: 'object',
  description: 'An error of API Gateway itself; it has no code',
  properties: { message: { type: 'string', description: 'What is wrong' } },
  required: ['message'],
}

/** The document with the headers of every response, with what API Gateway answers, and with shared responses named. */
export function withResponses(document: ApiDocument): ApiDocument {
  const shared: Record<string, ApiResponse> = { Throttled: THROTTLED }
  const changed = changeOperations(document, (operation) => ({
    ...operation,
    responses: {
      ...mapValues(operation.responses, (response, status) =>
        shareIfOfOneCode(
          {
            ...response,
            headers: {
              ...REQUEST_ID,
              ...(CAN_BE_RETRIED.includes(status) && RETRY_AFTER),
              ...(status === '303' && LOCATION),
            },
          },
          status,
          shared,
        ),
      ),
      ...(!operation.responses['429'] && { 429: { $ref: '#/components/responses/Throttled' } }),
    },
  }))
  const { schemas } = changed.components
  return {
    ...changed,
    components: {
      ...changed.components,
      headers: HEADERS,
      responses: shared,
      schemas: { ...schemas, GatewayError: GATEWAY_ERROR },
    },
  }
}

/** An error that has one code is the same everywhere, so it stands in one place. */
function shareIfOfOneCode(
  response: ApiResponse,
  status: string,
  shared: Record<string, ApiResponse>,
): ApiResponse {
  const codes = Object.keys(response.content?.['application/json']?.examples ?? {})
  const [code] = codes
  if (status.startsWith('2') || code === undefined || codes.length > 1) return response
  const name = toPascalCase(...code.toLowerCase().split('_'))
  shared[name] = response
  return { $ref: `#/components/responses/${name}` }
}
