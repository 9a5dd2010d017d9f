import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { HEARINGS } from '#lib/notifications/hearings.ts'
import type { Hearing } from '#lib/notifications/hearing.ts'
import type { Story } from '#lib/notifications/story.ts'
import { newId } from '#lib/platform/ids.ts'

/** Something that a field's schema takes: the first of its choices, an id, a sum. */
function sampleOf(field: z.ZodType): unknown {
  const inner = field instanceof z.ZodNullable ? (field.unwrap() as z.ZodType) : field
  const candidates = [newId<'Any'>(), 123_450, '2026-11-23T10:00:00Z', 'confirmBy']
  if (inner instanceof z.ZodEnum) return inner.options[0]
  return candidates.find((candidate) => inner.safeParse(candidate).success)
}

const dataOf = (type: EventType): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(EVENTS[type].data.shape).map(([name, field]) => [name, sampleOf(field as z.ZodType)]),
  )

const STORIES: readonly Story[] = [
  { title: 'A leaking tap', client: 'Mona', craftsman: 'Karim' },
  { title: '', client: 'Mona', craftsman: 'Karim' },
]

/** What a status notification needs of its event. */
const MOVED = { from: 'Quoted', to: 'Hired', move: 'hire' }

const rows = (Object.keys(EVENTS) as EventType[]).map((type) => [type] as const)

describe.each(rows)('what is told of %s', (type) => {
  const hearings = HEARINGS[type] as readonly Hearing<EventType>[]
  const data = { ...dataOf(type), ...(type === 'job.status.changed' && MOVED) }

  it('is told in both languages, in words that stand without the job’s title too', () => {
    expect(EVENTS[type].data.safeParse(data).success).toBe(true)
    for (const { words } of hearings) {
      for (const story of STORIES) {
        const [en, ar] = [words.en(data as never, story), words.ar(data as never, story)]
        for (const text of [en.title, ar.title]) expect(text).toMatch(/\S/)
        for (const { title, message } of [en, ar]) {
          expect(`${title} ${message}`).not.toMatch(/undefined|null|NaN/)
          expect(`${title} ${message}`.length).toBeLessThan(240)
        }
        expect(`${ar.title} ${ar.message || story.title}`).toMatch(/[\u0600-\u06FF]/)
        expect(`${en.title} ${en.message}`).not.toMatch(/[\u0600-\u06FF]/)
      }
    }
  })
})

describe('the table', () => {
  it('says of a decision how much goes to whom, in the figures of each language', () => {
    const [client] = HEARINGS['dispute.resolved']
    const data = { ...dataOf('dispute.resolved'), clientAmount: 50_000, craftsmanAmount: 130_000 }
    const story = { title: 'A leaking tap', client: 'Mona', craftsman: 'Karim' }
    const [en, ar] = [client?.words.en(data as never, story), client?.words.ar(data as never, story)]
    expect(en?.message).toMatch(/EGP\s500 go to the client, EGP\s1,300 to the craftsman/)
    expect(ar?.message).toMatch(/٥٠٠.*للعميل.*١٬٣٠٠.*للصنايعي/)
  })

  it('asks a payer for an account where his refund could not go back, on every channel and at any hour', () => {
    expect(HEARINGS['payment.refund.refused']).toMatchObject([
      { type: 'payment', channels: ['push', 'email'], urgent: true },
    ])
  })

  it('tells nobody of a registration, of declined quotes, or of what a status says already', () => {
    for (const type of [
      'account.registered',
      'quote.accepted',
      'dispute.opened',
      'contract.voided',
    ] as const) {
      expect(HEARINGS[type]).toEqual([])
    }
  })
})
