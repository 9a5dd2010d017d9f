import { no } from '#infra/local/stand-ins/fawry/endpoints.ts'
import type { StandInAnswer } from '#infra/local/stand-ins/stand-in.ts'

/** An HTTP status (0: no answer), a code of Fawry's inside of a 200, an answer of one's own, a lost one. */
type Fault =
  | { readonly json: unknown }
  | { readonly status: number }
  | { readonly statusCode: number }
  | { readonly isLost: true }

/** What goes wrong with the next calls. */
export class Faults {
  readonly #planned: Fault[] = []

  plan = (fault: Fault, times: number): void => void this.#planned.push(...Array<Fault>(times).fill(fault))

  answer(work: () => StandInAnswer): StandInAnswer | Promise<StandInAnswer> {
    const fault = this.#planned.shift()
    if (!fault) return work()
    if ('statusCode' in fault) return no(fault.statusCode, 'Refused by the stand-in')
    if ('json' in fault) return { status: 200, json: fault.json }
    if ('status' in fault) {
      return fault.status === 0 ? new Promise<never>(() => undefined) : { status: fault.status }
    }
    work()
    return { status: 200, hangUp: true }
  }
}
