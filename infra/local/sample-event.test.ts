import { beforeEach, expect, test } from 'vitest'
import { DEMO } from '#infra/demo/demo-ids.ts'
import { seedDemo } from '#infra/demo/seed-demo.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { readAccessToken } from '#lib/sessions/access-token.ts'
import { ownerOfRefreshToken, renewSession } from '#lib/sessions/session.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(async () => {
  await emptyDatabase()
  await seedDemo()
})

test('a person in a sample becomes their access token, the same in all places', async () => {
  // Act
  const [one = '', two] = (await fillPlaceholders('{{client1}} {{client1}}')).split(' ')
  // Assess
  expect(await readAccessToken(one)).toMatchObject({ userId: DEMO.people.client1.id })
  expect(two).toBe(one)
})

test('a refresh token in a sample works', async () => {
  // Act
  const token = await fillPlaceholders('{{refreshToken:craftsman1}}')
  // Assess
  expect(await ownerOfRefreshToken(token)).toBe(DEMO.people.craftsman1.id)
  expect((await renewSession(token)).token).not.toBe('')
})

test('a sample with an unknown person is refused', async () => {
  // Act
  const filled = fillPlaceholders('{{client9}}')
  // Assess
  await expect(filled).rejects.toThrow('{{token:client9}}')
})
