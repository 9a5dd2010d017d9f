import type * as z from 'zod'
import type { Member } from '#infra/matching/json-members.ts'
import {
  isKnownEvent,
  WORLD_ELEMENTS,
  WORLD_VALUES,
  type WorldHistory,
  type WorldJob,
} from '#infra/matching/world.schemas.ts'

/** A text that is no ranking world; the message says where, in one line. */
export class InvalidWorldError extends Error {}

const KEYS = [...Object.keys(WORLD_VALUES), ...Object.keys(WORLD_ELEMENTS)]
const VALUES: Readonly<Record<string, z.ZodType>> = WORLD_VALUES
const ELEMENTS: Readonly<Record<string, z.ZodType>> = WORLD_ELEMENTS

/** Puts a world together from its members, in any order. Jobs that are to be ranked are handed on, not kept. */
export class WorldReader {
  readonly #world = new Map<string, unknown>()

  /** Takes a member of the world. Returns a job that is to be ranked. */
  take({ key, place, value }: Member): WorldJob | null {
    const ofElement = ELEMENTS[key]
    if (place === null) {
      if (ofElement) this.#world.set(key, emptyList(key, value))
      else if (VALUES[key]) this.#world.set(key, checked(VALUES[key], value, key))
      return null
    }
    if (!ofElement || (key === 'events' && !isKnownEvent(value))) return null
    const element = checked(ofElement, value, `${key}[${place}]`)
    if (key === 'testJobs') return element as WorldJob
    const list = this.#world.get(key) as unknown[]
    list.push(element)
    return null
  }

  /** Whether everything has begun. Members come one after the other: while test jobs come, the others have ended. */
  get isComplete(): boolean {
    return KEYS.every((key) => this.#world.has(key))
  }

  history(): WorldHistory {
    const missing = KEYS.filter((key) => !this.#world.has(key))
    if (missing.length > 0) throw new InvalidWorldError(`${missing.join(', ')}: missing`)
    // each member was parsed by its own schema when it was read
    const world = Object.fromEntries(this.#world) as unknown as WorldHistory
    if (world.services.length === 0) throw new InvalidWorldError('services: there is none')
    return world
  }
}

function emptyList(key: string, value: unknown): [] {
  if (Array.isArray(value)) return []
  throw new InvalidWorldError(`${key}: no list`)
}

function checked(schema: z.ZodType, value: unknown, where: string): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  const [issue] = error.issues
  const path = (issue?.path ?? []).map((part) =>
    typeof part === 'number' ? `[${part}]` : `.${String(part)}`,
  )
  throw new InvalidWorldError(`${where}${path.join('')}: ${issue?.message ?? 'invalid'}`)
}
