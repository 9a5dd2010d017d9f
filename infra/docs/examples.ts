import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DEMO } from '#infra/demo/demo-ids.ts'
import {
  type ApiDocument,
  changeOperations,
  type Operation,
  type Parameter,
} from '#infra/docs/api-document.ts'
import { type JsonSchema, mapValues } from '#infra/docs/json-schema.ts'
import { toExample } from '#infra/docs/to-example.ts'
import { toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent } from '#lib/lambda/http/http-event.ts'

const EVENTS = new URL('../../events/', import.meta.url)
const answerFile = (name: string) => new URL(`answers/${toKebabCase(name)}.json`, EVENTS)

/** What stands in an example for a value that is made anew each time. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  refreshToken: 'the-refresh-token-of-your-login',
  resetToken: 'the-token-of-the-link-in-the-mail',
  unsubscribeToken: 'the-token-of-the-link-in-the-mail',
  idToken: 'header.claims.signature',
  phoneToken: 'header.claims.signature',
  challenge: 'the-challenge-of-your-login',
  totp: '492039',
  firstTotp: '492039',
}

/** The answer that a route's sample event got when answers were last recorded; undefined if it has none. */
export const answerOf = (name: string): unknown => readJson(answerFile(name))

/** Records the answer of a route's sample event as the example of the document (`npm run answers`). */
export function recordAnswer(name: string, answer: unknown): void {
  writeFileSync(answerFile(name), `${JSON.stringify(toExample(answer), null, 2)}\n`)
}

/** The sample event of an operation, with readable values for its placeholders, and whose it is. */
function sampleOf(name: string): (HttpEvent & { readonly sender?: string }) | undefined {
  const file = new URL(`http/${toKebabCase(name)}.json`, EVENTS)
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  const sender = /Bearer \{\{(\w+)\}\}/.exec(text)?.[1]
  const filled = text.replaceAll(/\{\{(\w+):\w+\}\}/g, (_, kind: string) => PLACEHOLDERS[kind] ?? kind)
  return { ...(JSON.parse(filled) as HttpEvent), ...(sender !== undefined && { sender }) }
}

/** The JSON body of a sample event; undefined if it has another one or none. */
const bodyOf = ({ body, isBase64Encoded }: HttpEvent): unknown =>
  body === undefined || isBase64Encoded ? undefined : (JSON.parse(body) as unknown)

/** The document with real examples: requests of the sample events, which the demo data answer, and those answers. */
export const withExamples = (document: ApiDocument): ApiDocument =>
  changeOperations(document, (operation) => {
    const sample = sampleOf(operation.operationId)
    if (!sample) return operation
    const example = bodyOf(sample)
    const answer = answerOf(operation.operationId)
    return {
      ...operation,
      ...(sample.sender && {
        description: `${operation.description ?? ''}\n\nThe example is one of \`${sample.sender}\`.`.trim(),
      }),
      ...(operation.parameters && {
        parameters: operation.parameters.map((parameter) => withValue(parameter, sample)),
      }),
      ...(operation.requestBody && {
        requestBody: {
          ...operation.requestBody,
          content: mapValues(operation.requestBody.content, (media, type) =>
            type !== 'application/json' || example === undefined
              ? media
              : { ...media, ...(operation.operationId === 'login' ? LOGINS : { example }) },
          ),
        },
      }),
      responses: withAnswer(operation.responses, answer),
    }
  })

function withValue(parameter: Parameter, sample: HttpEvent): Parameter {
  const values = parameter.in === 'path' ? sample.pathParameters : sample.queryStringParameters
  const written = parameter.in === 'header' ? undefined : values?.[parameter.name]
  return written === undefined ? parameter : { ...parameter, example: valueOf(written, parameter.schema) }
}

function valueOf(written: string, { type }: JsonSchema): unknown {
  if (type === 'boolean') return written === 'true'
  return type === 'integer' || type === 'number' ? Number(written) : written
}

/** The sample is done at once: where it could also wait for somebody, that has a response of its own. */
const withAnswer = (responses: Operation['responses'], answer: unknown): Operation['responses'] =>
  mapValues(responses, (response, status) =>
    status !== Object.keys(responses).find((each) => each.startsWith('2')) ||
    answer === undefined ||
    !response.content?.['application/json']
      ? response
      : {
          ...response,
          content: {
            ...response.content,
            'application/json': { ...response.content['application/json'], example: answer },
          },
        },
  )

const loginOf = (name: 'client1' | 'craftsman1' | 'moderator' | 'admin', type: 'clients' | 'admins') => ({
  summary: `As ${name} of the demo data`,
  value: { loginIdentifier: DEMO.people[name].email, password: DEMO.password, type },
})

/** The demo accounts to log in with, one of each role. */
const LOGINS = {
  examples: {
    client: loginOf('client1', 'clients'),
    craftsman: loginOf('craftsman1', 'clients'),
    moderator: loginOf('moderator', 'admins'),
    admin: loginOf('admin', 'admins'),
  },
}

function readJson(file: URL): unknown {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined
}
