import { beforeEach, expect, test } from 'vitest'
import { DEMO } from '#infra/local/demo/demo.ts'
import { seedDemo } from '#infra/local/demo/seed-demo.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { readAccessToken } from '#lib/auth/access-token.ts'
import { ownerOfRefreshToken, renewSession } from '#lib/auth/session.ts'
import { aDatabase, emptyDatabase } from '#lib/testing/mongo.ts'

aDatabase()
beforeEach(async () => {
  await emptyDatabase()
  await seedDemo()
})

test('a person in a sample becomes his access token, everywhere the same', async () => {
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

test('a sample that names nobody is told so', async () => {
  // Act
  const filled = fillPlaceholders('{{client9}}')
  // Assess
  await expect(filled).rejects.toThrow('{{token:client9}}')
})
