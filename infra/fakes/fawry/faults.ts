import type { FakeResponse } from '#infra/fakes/fake-server.ts'
import { fawryResult } from '#infra/fakes/fawry/endpoints.ts'

/** A planned answer (JSON), an HTTP status (0: no answer), a code of Fawry's inside a 200, or a lost answer. */
type Fault =
  | { readonly json: unknown }
  | { readonly status: number }
  | { readonly statusCode: number }
  | { readonly isLost: true }

/** The faults that are planned for the next calls. */
export class Faults {
  readonly #planned: Fault[] = []

  plan = (fault: Fault, times: number): void => void this.#planned.push(...Array<Fault>(times).fill(fault))

  answer(execute: () => FakeResponse): FakeResponse | Promise<FakeResponse> {
    const fault = this.#planned.shift()
    if (!fault) return execute()
    if ('statusCode' in fault) return fawryResult(fault.statusCode, 'Refused by the fake')
    if ('json' in fault) return { status: 200, json: fault.json }
    if ('status' in fault) {
      return fault.status === 0 ? new Promise<never>(() => undefined) : { status: fault.status }
    }
    execute()
    return { status: 200, hangUp: true }
  }
}
