import { ASYNCAPI_FILE } from '#lib/docs/viewer-files.ts'
import { readAsset } from '#lib/platform/assets.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

interface Message {
  readonly title: string
  readonly summary: string
  readonly payload: Schema
  readonly examples: readonly { readonly payload: unknown }[]
}

interface Ref {
  readonly $ref: string
}

interface AsyncApi {
  readonly asyncapi: string
  readonly info: { readonly description: string }
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: string
        readonly messages: readonly Ref[]
        readonly reply?: { readonly messages: readonly Ref[] }
      }
    >
  >
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>
    readonly schemas: Readonly<Record<string, Schema>>
  }
}

/** The protocol of the socket, as `npm run openapi` wrote it from the manifest. */
export const asyncapiDocument = (): AsyncApi => JSON.parse(readAsset(ASYNCAPI_FILE)) as AsyncApi

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** A sentence with its code in backticks. */
const prose = (text: string): string => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')

const nameOf = ({ $ref }: Ref): string => $ref.split('/').at(-1) ?? ''

/** The page of the protocol: what an app sends with the frame that answers it, and what it receives. */
export function socketPage(): string {
  const { info, operations, components } = asyncapiDocument()
  const messageOf = (ref: Ref): Message => components.messages[nameOf(ref)] as Message
  const all = Object.values(operations)
  const sent = all.filter(({ action }) => action === 'send')
  const answers = new Set(sent.flatMap(({ reply }) => (reply?.messages ?? []).map(nameOf)))
  const sections = [
    ['What an app sends', sent.flatMap(({ messages }) => messages)],
    [
      'What it receives',
      all.filter(({ action }) => action === 'receive').flatMap(({ messages }) => messages),
    ],
    ['What answers an action', [...answers].map((name) => ({ $ref: name }))],
  ] as const
  const contents = sections.map(
    ([title, refs]) =>
      `<p>${title}: ${refs.map((ref) => `<a href="#${nameOf(ref)}">${escape(messageOf(ref).title)}</a>`).join(' · ')}</p>`,
  )
  const body = sections.map(
    ([title, refs]) =>
      `<h2>${title}</h2>${refs.map((ref) => section(nameOf(ref), messageOf(ref), components.schemas)).join('')}`,
  )
  return pageOf(`<h1>Craftworks live</h1>
${info.description
  .split('\n\n')
  .map((paragraph) => `<p>${prose(paragraph)}</p>`)
  .join('\n')}
<nav>${contents.join('')}</nav>
${body.join('\n')}`)
}

type Schemas = AsyncApi['components']['schemas']

function section(name: string, { title, summary, payload, examples }: Message, schemas: Schemas): string {
  const example = examples.map((one) => `<pre>${escape(JSON.stringify(one.payload, null, 2))}</pre>`).join('')
  return `<section id="${name}"><h3>${escape(title)}</h3><p>${prose(summary)}</p>
<div class="sides"><table>${rowsOf(payload, schemas)}</table>${example}</div></section>`
}

/** A row for each field, those of objects inside it below it. */
function rowsOf(schema: Schema, schemas: Schemas, before = ''): string {
  const { properties = {}, required = [], anyOf, items } = resolve(schema, schemas)
  if (anyOf) return anyOf.map((branch) => rowsOf(branch, schemas, before)).join('')
  if (items) return rowsOf(items, schemas, before)
  return Object.entries(properties)
    .map(([name, field]) => {
      const place = before + name
      const optional = required.includes(name) ? '' : ' <small>optional</small>'
      return `<tr><td><code>${escape(place)}</code>${optional}</td><td>${escape(typeOf(field, schemas))}</td><td>${prose(field.description ?? '')}</td></tr>${rowsOf(field, schemas, `${place}.`)}`
    })
    .join('')
}

/** What a schema refers to; draft 7 wraps a reference that stands beside a description. */
function resolve(schema: Schema, schemas: Schemas): Schema {
  const { $ref } = schema.allOf?.[0] ?? schema
  return $ref === undefined ? schema : (schemas[nameOf({ $ref })] ?? schema)
}

function typeOf(schema: Schema, schemas: Schemas): string {
  const { const: one, enum: values, type, format, items, anyOf } = resolve(schema, schemas)
  if (one !== undefined) return JSON.stringify(one)
  if (values) return values.map((value) => JSON.stringify(value)).join(' | ')
  if (anyOf) return [...new Set(anyOf.map((branch) => typeOf(branch, schemas)))].join(' | ')
  if (items) return `list of ${typeOf(items, schemas)}`
  return format ?? [type ?? 'anything'].flat().join(' | ')
}

const pageOf = (body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Craftworks live</title>
<link rel="icon" href="data:,">
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc }
section { margin: 1.5rem 0 }
h3 { font-family: ui-monospace, monospace; margin: 0 }
code, pre { font: 0.875em ui-monospace, monospace }
.sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1rem; align-items: start }
table { border-collapse: collapse; width: 100%; overflow-wrap: anywhere }
td { border-top: 1px solid #ddd; padding: 0.25rem 0.5rem 0.25rem 0; vertical-align: top; font-size: 0.875rem }
td:first-child { width: 30% } td:nth-child(2) { width: 25%; color: #555 }
small { color: #777 }
pre { background: #f4f4f6; padding: 0.75rem; margin: 0; overflow: auto; unicode-bidi: plaintext }
@media (max-width: 45rem) { .sides { grid-template-columns: minmax(0, 1fr) } }
</style>
</head>
<body>
<p><a href="/api/docs">The API</a> · <a href="/api/asyncapi.json">asyncapi.json</a></p>
${body}
</body>
</html>
`
