import * as z from 'zod'

/** A ranking world, as its exchange format has it. Fields that it does not know are left alone. */
const moment = z.number()
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? null)
const place = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)])
const count = z.number().min(0).default(0)

const jobFields = {
  clientId: z.string(),
  category: z.string(),
  title: z.string().default(''),
  description: z.string().default(''),
  location: place,
  budget: orNull(z.number()),
  preferredAt: orNull(moment),
  paymentType: z.string(),
}

const service = z.object({
  name: z.string(),
  nameAr: z.string().nullish(),
  synonyms: z.array(z.string()).default([]),
  related: z.array(z.object({ name: z.string(), weight: z.number() })).default([]),
})

const craftsman = z.object({
  id: z.string(),
  createdAt: moment,
  skills: z.array(z.string()),
  location: place,
  serviceRadiusM: z.number().min(0),
  verification: z.object({ status: z.string(), verifiedAt: orNull(moment) }),
  banned: z.boolean(),
  priceLevel: orNull(z.number().positive()),
  availability: z
    .object({
      weekly: orNull(z.array(z.object({ day: z.number(), from: z.number(), to: z.number() }))),
      pausedUntil: orNull(moment),
    })
    .default({ weekly: null, pausedUntil: null }),
  capacity: z.number().min(0).default(1),
  earlier: z
    .array(
      z.object({
        at: moment,
        category: z.string(),
        price: z.number(),
        rating: orNull(z.number().min(1).max(5)),
      }),
    )
    .default([]),
  counts: z
    .object({
      invited: count,
      accepted: count,
      rejected: count,
      unanswered: count,
      quoted: count,
      hired: count,
      completed: count,
      cancelledByHim: count,
      disputesLost: count,
      medianResponseMinutes: orNull(z.number()),
    })
    .prefault({}),
})

const at = moment
const jobId = z.string()
const craftsmanId = z.string()
const event = z.discriminatedUnion('type', [
  z.object({ type: z.literal('job'), at, jobId, ...jobFields }),
  z.object({ type: z.literal('shown'), at, jobId, positions: z.record(z.string(), z.number().min(1)) }),
  z.object({
    type: z.literal('invitation'),
    at,
    jobId,
    craftsmanId,
    response: orNull(z.string()),
    respondedAt: orNull(moment),
  }),
  z.object({ type: z.literal('quote'), at, jobId, craftsmanId, price: z.number() }),
  z.object({ type: z.literal('hire'), at, jobId, craftsmanId, price: z.number() }),
  z.object({ type: z.literal('completion'), at, jobId, craftsmanId, paid: z.boolean() }),
  z.object({ type: z.literal('cancellation'), at, jobId, craftsmanId, fault: z.string() }),
  z.object({
    type: z.literal('dispute'),
    at,
    jobId,
    craftsmanId,
    decidedAt: orNull(moment),
    decision: orNull(z.string()),
  }),
  z.object({
    type: z.literal('review'),
    at,
    jobId,
    craftsmanId,
    rating: z.number().min(1).max(5),
    revealedAt: orNull(moment),
  }),
])

const EVENT_TYPES: ReadonlySet<string> = new Set(event.options.map(({ shape }): string => shape.type.value))

/** Kinds of events that a later version of the format may have are left out. */
export const isKnownEvent = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || !('type' in value) || EVENT_TYPES.has(String(value.type))

const events = z.preprocess(
  (list) => (Array.isArray(list) ? list.filter(isKnownEvent) : list),
  z.array(event),
)

/** What a world holds beside its lists, and one element of each of its lists. */
export const WORLD_VALUES = {
  format: z.literal('craftworks-ranking-world/1'),
  historyFrom: moment,
  historyTo: moment,
}
export const WORLD_ELEMENTS = {
  services: service,
  clients: z.object({ id: z.string(), createdAt: moment }),
  craftsmen: craftsman,
  events: event,
  testJobs: z.object({
    id: z.string(),
    postedAt: moment,
    excluded: z.array(z.string()).default([]),
    ...jobFields,
  }),
}

export const worldSchema = z.object({
  ...WORLD_VALUES,
  services: z.array(service).min(1),
  clients: z.array(WORLD_ELEMENTS.clients),
  craftsmen: z.array(craftsman),
  events,
  testJobs: z.array(WORLD_ELEMENTS.testJobs),
})

export type World = z.output<typeof worldSchema>
/** A world without the jobs that are to be ranked: all that is learned from. */
export type WorldHistory = Omit<World, 'testJobs'>
export type WorldEvent = z.output<typeof event>
export type WorldJob = World['testJobs'][number]
