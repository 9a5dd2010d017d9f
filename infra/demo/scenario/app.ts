import { setTimeout as sleep } from 'node:timers/promises'

/** A response as an app sees it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined if it is not JSON. */
  readonly body: unknown
}

export interface Call {
  readonly body?: unknown
  readonly form?: FormData
  readonly headers?: Readonly<Record<string, string>>
  /** A body that is sent as it is, even if it is malformed. */
  readonly raw?: string
}

/** An app: of one person, or anonymous without a token. */
export class App {
  readonly #base: string
  token: string | undefined

  constructor(base: string, token?: string) {
    this.#base = base
    this.token = token
  }

  async call(method: string, path: string, { body, form, headers = {}, raw }: Call = {}): Promise<Answer> {
    const hasJson = body !== undefined || raw !== undefined
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        'accept-language': 'en',
        ...(hasJson && { 'content-type': 'application/json' }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
        ...headers,
      },
      ...(hasJson && { body: raw ?? JSON.stringify(body) }),
      ...(form && { body: form }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parseJson(text) }
  }

  get = (path: string, call?: Call) => this.call('GET', path, call)
  post = (path: string, body: unknown = {}, call?: Call) => this.call('POST', path, { body, ...call })
  put = (path: string, body: unknown) => this.call('PUT', path, { body })
  patch = (path: string, body: unknown) => this.call('PATCH', path, { body })
  delete = (path: string) => this.call('DELETE', path)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A step of the scenario did not have the expected result. */
export class StepFailedError extends Error {}

/** Returns the body if the answer has the status and the body contains `shape`. Else throws StepFailedError. */
export function expectAnswer(answer: Answer, status: number, shape: unknown = undefined): Body {
  const { headers, text, body } = answer
  const isExpected = answer.status === status && (shape === undefined || contains(body, shape))
  if (isExpected) return new Body(body)
  const expected = shape === undefined ? `${status}` : `${status} with ${JSON.stringify(shape)}`
  const request = headers.get('x-request-id') ?? headers.get('apigw-requestid') ?? 'none'
  throw new StepFailedError(
    `expected ${expected}\ngot      ${answer.status} ${text.slice(0, 1_500)}\nrequest  ${request}`,
  )
}

export function expectThat(condition: boolean, expected: string, got: unknown): void {
  if (!condition)
    throw new StepFailedError(`expected ${expected}\ngot      ${JSON.stringify(got)?.slice(0, 1_500)}`)
}

/** Whether `value` contains everything that `shape` has. */
function contains(value: unknown, shape: unknown): boolean {
  if (Array.isArray(shape)) {
    return (
      Array.isArray(value) &&
      shape.length === value.length &&
      shape.every((part, i) => contains(value[i], part))
    )
  }
  if (typeof shape !== 'object' || shape === null) return Object.is(value, shape)
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Readonly<Record<string, unknown>>
  return Object.entries(shape).every(([name, part]) => contains(fields[name], part))
}

/** The body of an answer, read by paths: `body.text('user.id')`. */
export class Body {
  readonly value: unknown

  constructor(value: unknown) {
    this.value = value
  }

  at(path: string): unknown {
    return path.split('.').reduce<unknown>((value, name) => {
      return typeof value === 'object' && value !== null
        ? (value as Record<string, unknown>)[name]
        : undefined
    }, this.value)
  }

  text(path: string): string {
    const value = this.at(path)
    expectThat(typeof value === 'string' && value !== '', `a text at ${path}`, this.value)
    return String(value)
  }

  /** The items of a list, or of the list at `path`. */
  list(path = 'data'): readonly Body[] {
    const value = path === '' ? this.value : this.at(path)
    expectThat(Array.isArray(value), `a list at ${path}`, this.value)
    return (value as readonly unknown[]).map((item) => new Body(item))
  }
}

/** Calls `look` until it finds something, for up to 5 s: for effects that follow an answer. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 50; i += 1) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new StepFailedError(`expected ${what} within 5 s\ngot      nothing`)
}
