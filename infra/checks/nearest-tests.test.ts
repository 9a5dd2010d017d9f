import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { importsOf, reachOf } from '#infra/checks/imports.ts'
import { nearestTests, ROUTE_TESTS, SLOW_TESTS } from '#infra/checks/nearest-tests.ts'

/** Made-up names: strings that name a real file would count as imports of this one. */
const SOURCES = {
  'lib/ground/sun.ts': '',
  'lib/apples/eat-apple.ts': "import { sun } from '#lib/ground/sun.ts'",
  'lib/apples/eat-apple.test.ts': "import { eatApple } from '#lib/apples/eat-apple.ts'",
  'lib/pears/pears.test.ts': "import { eatApple } from '#lib/apples/eat-apple.ts'",
  'lib/testing/orchard.ts': "import { eatApple } from '#lib/apples/eat-apple.ts'",
  'lib/bowl/bowl.test.ts': "import { anOrchard } from '#lib/testing/orchard.ts'",
  'functions/apples/apples.routes.ts': '',
  'functions/apples/eat-apple.ts':
    "import { appleRoutes } from './apples.routes.ts'\nimport { eatApple } from '#lib/apples/eat-apple.ts'",
  'functions/apples/apples.test.ts': "import { appleRoutes } from '#functions/apples/apples.routes.ts'",
  'lib/ground/moon.test.ts': "const moon = await import('#lib/ground/moon.ts')",
}
const sources = new Map(Object.entries(SOURCES))
const imports = importsOf(sources)

it('finds what a file imports by its own name and by a relative one, and reaches through others', () => {
  expect(imports.get('functions/apples/eat-apple.ts')?.toSorted()).toEqual([
    'functions/apples/apples.routes.ts',
    'lib/apples/eat-apple.ts',
  ])
  expect(reachOf('lib/pears/pears.test.ts', imports)).toEqual([
    'lib/apples/eat-apple.ts',
    'lib/ground/sun.ts',
    'lib/pears/pears.test.ts',
  ])
})

it('puts tests of the same noun first, then the nearest, then those that only use it to prepare', () => {
  // Act
  const { own, further, handlers } = nearestTests(['lib/apples/eat-apple.ts'], imports)
  // Assess
  expect(own).toEqual([
    'lib/apples/eat-apple.test.ts',
    'functions/apples/apples.test.ts', // by way of the handler that its routes lead to
  ])
  expect(further).toEqual(['lib/pears/pears.test.ts', 'lib/bowl/bowl.test.ts'])
  expect(handlers).toEqual(['functions/apples/eat-apple.ts'])
})

it('leaves out a test that does not reach the changed file, though it is of the same folder', () => {
  expect(nearestTests(['lib/ground/sun.ts'], imports).own).toEqual([])
})

it('runs a slow test only where it is the changed file itself', () => {
  // Prepare
  const [slow = ''] = SLOW_TESTS
  const withSlow = new Map([...imports, [slow, ['lib/ground/sun.ts']]])
  // Assess
  expect(nearestTests(['lib/ground/sun.ts'], withSlow)).toMatchObject({ slow: [slow] })
  expect(nearestTests([slow], withSlow).own).toEqual([slow])
})

it.each([...SLOW_TESTS, ...ROUTE_TESTS])('%s, which it treats apart, exists', (file) => {
  expect(existsSync(file)).toBe(true)
})
