import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { EVENTS, type EventType } from '#lib/events/catalogue.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { NOTIFICATION_RULES } from '#lib/notifications/notification-rules.ts'
import { staffRuleOf } from '#lib/notifications/staff-notification-rules.ts'
import type { TemplateContext } from '#lib/notifications/template-context.ts'
import { newId } from '#lib/platform/ids.ts'

/** A value that a field's schema accepts: the first of its options, an id, an amount. */
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

const CONTEXTS: readonly TemplateContext[] = [
  { title: 'A leaking tap', client: 'Mona', craftsman: 'Karim' },
  { title: '', client: 'Mona', craftsman: 'Karim' },
]

/** The fields of its event that a status notification needs. */
const STATUS_CHANGE = { from: 'Quoted', to: 'Hired', move: 'hire' }

const rows = (Object.keys(EVENTS) as EventType[]).map((type) => [type] as const)

describe.each(rows)('the notifications of %s', (type) => {
  const rules = [
    ...NOTIFICATION_RULES[type],
    ...[staffRuleOf(type) ?? []].flat(),
  ] as NotificationRule<EventType>[]
  const data = { ...dataOf(type), ...(type === 'job.status.changed' && STATUS_CHANGE) }

  it('are in both languages, and make sense without the job’s title too', () => {
    expect(EVENTS[type].data.safeParse(data).success).toBe(true)
    for (const { words } of rules) {
      for (const context of CONTEXTS) {
        const [en, ar] = [words.en(data as never, context), words.ar(data as never, context)]
        for (const text of [en.title, ar.title]) expect(text).toMatch(/\S/)
        for (const { title, message } of [en, ar]) {
          expect(`${title} ${message}`).not.toMatch(/undefined|null|NaN/)
          expect(`${title} ${message}`.length).toBeLessThan(240)
        }
        expect(`${ar.title} ${ar.message || context.title}`).toMatch(/[\u0600-\u06FF]/)
        expect(`${en.title} ${en.message}`).not.toMatch(/[\u0600-\u06FF]/)
      }
    }
  })
})

describe('the table of rules', () => {
  it('says how much a decision gives to whom, in the numerals of each language', () => {
    const [client] = NOTIFICATION_RULES['dispute.resolved']
    const data = { ...dataOf('dispute.resolved'), clientAmount: 50_000, craftsmanAmount: 130_000 }
    const context = { title: 'A leaking tap', client: 'Mona', craftsman: 'Karim' }
    const [en, ar] = [client?.words.en(data as never, context), client?.words.ar(data as never, context)]
    expect(en?.message).toMatch(/EGP\s500 go to the client, EGP\s1,300 to the craftsman/)
    expect(ar?.message).toMatch(/٥٠٠.*للعميل.*١٬٣٠٠.*للصنايعي/)
  })

  it('asks a payer for an account if the gateway refuses the refund, on every channel and at any hour', () => {
    expect(NOTIFICATION_RULES['payment.refund.refused']).toMatchObject([
      { type: 'payment', channels: ['push', 'email'], urgent: true },
    ])
  })

  it('has no rule for a registration, for declined quotes, or for what the status already says', () => {
    for (const type of [
      'account.registered',
      'quote.accepted',
      'dispute.opened',
      'contract.voided',
    ] as const) {
      expect(NOTIFICATION_RULES[type]).toEqual([])
    }
  })
})
