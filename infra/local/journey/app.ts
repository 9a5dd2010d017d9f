import { setTimeout as sleep } from 'node:timers/promises'

/** What came back, as an app sees it. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; undefined where it is no JSON. */
  readonly body: unknown
}

export interface Call {
  readonly body?: unknown
  readonly form?: FormData
  readonly headers?: Readonly<Record<string, string>>
  /** A body that goes as it is, wrong as it may be. */
  readonly raw?: string
}

/** One app, of one person or of nobody yet. */
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
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  get = (path: string, call?: Call) => this.call('GET', path, call)
  post = (path: string, body: unknown = {}, call?: Call) => this.call('POST', path, { body, ...call })
  put = (path: string, body: unknown) => this.call('PUT', path, { body })
  patch = (path: string, body: unknown) => this.call('PATCH', path, { body })
  delete = (path: string) => this.call('DELETE', path)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A step of the journey went otherwise than it has to. */
export class StepFailed extends Error {}

/** The answer's body, where the answer is the expected one. `shape` is what the body has to hold at least. */
export function expectAnswer(answer: Answer, status: number, shape: unknown = undefined): Body {
  const { headers, text, body } = answer
  const isRight = answer.status === status && (shape === undefined || holds(body, shape))
  if (isRight) return new Body(body)
  const expected = shape === undefined ? `${status}` : `${status} with ${JSON.stringify(shape)}`
  const request = headers.get('x-request-id') ?? headers.get('apigw-requestid') ?? 'none'
  throw new StepFailed(
    `expected ${expected}\ngot      ${answer.status} ${text.slice(0, 1_500)}\nrequest  ${request}`,
  )
}

export function expectThat(isSo: boolean, expected: string, got: unknown): void {
  if (!isSo) throw new StepFailed(`expected ${expected}\ngot      ${JSON.stringify(got)?.slice(0, 1_500)}`)
}

/** Whether `value` has everything that `shape` has. */
function holds(value: unknown, shape: unknown): boolean {
  if (Array.isArray(shape)) {
    return (
      Array.isArray(value) && shape.length === value.length && shape.every((part, i) => holds(value[i], part))
    )
  }
  if (typeof shape !== 'object' || shape === null) return Object.is(value, shape)
  if (typeof value !== 'object' || value === null) return false
  const fields = value as Readonly<Record<string, unknown>>
  return Object.entries(shape).every(([name, part]) => holds(fields[name], part))
}

/** An answer's body, read by paths: `body.text('user.id')`. */
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

/** Waits until `look` finds what comes a little later. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 50; i += 1) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new StepFailed(`expected ${what} within 5 s\ngot      nothing`)
}
