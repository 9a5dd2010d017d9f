import { describe, expect, it } from 'vitest'
import { register } from '#lib/auth/register.ts'
import { Outbox } from '#lib/events/outbox.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

const person = {
  email: 'mona@example.com',
  password: 'a good password',
  role: 'Client' as const,
  firstName: 'Mona',
  lastName: 'Adel',
}

describe('register', () => {
  it('opens the account, logs in and records the event', async () => {
    const answer = await register(person)
    expect(answer.user).toMatchObject({ email: 'mona@example.com', role: 'Client' })
    expect(await Outbox.countDocuments({ type: 'account.registered' })).toBe(1)
  })

  it('lets exactly one of two simultaneous registrations of an e-mail win', async () => {
    const outcomes = await Promise.allSettled(
      [0, 1].map(() => register({ ...person, email: 'two@example.com' })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})
