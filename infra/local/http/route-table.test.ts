import { expect, test } from 'vitest'
import * as z from 'zod'
import { RouteTable } from '#infra/local/http/route-table.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

const shared = {
  access: 'public',
  answers: { 200: z.string() },
  fails: [],
  uses: [],
  summary: '',
  matrix: {},
} as const
const table = new RouteTable(
  Object.values(
    defineRoutes('test', {
      user: { ...shared, method: 'GET', path: '/api/users/{userId}' },
      me: { ...shared, method: 'GET', path: '/api/users/me' },
      patch: { ...shared, method: 'PATCH', path: '/api/users/{userId}' },
      recommended: { ...shared, method: 'GET', path: '/api/users/recommendations' },
      secret: { ...shared, access: 'signedIn', method: 'GET', path: '/api/secret' },
      document: { ...shared, method: 'GET', path: '/api/openapi.json' },
    }),
  ),
)

test.each([
  ['GET', '/api/users/me', 'me'],
  ['GET', '/api/users/65a000000000000000000011', 'user'],
  ['PATCH', '/api/users/me', 'patch'],
  ['GET', '/api/users/m%65', 'me'],
  ['GET', '/api/openapi.json', 'document'],
  ['POST', '/api/users/me', undefined],
  ['HEAD', '/api/users/me', 'me'],
  ['HEAD', '/api/openapi.json', 'document'],
  ['GET', '/api/secret', 'secret'],
  ['HEAD', '/api/secret', undefined],
  ['HEAD', '/api/nothing', undefined],
  ['GET', '/api/users/me/', undefined],
  ['GET', '/api//users/me', undefined],
  ['GET', '//api/users/me', undefined],
  ['GET', '/api/users/', undefined],
  ['GET', '/API/users/me', undefined],
  ['GET', '/api/users', undefined],
  ['GET', '/', undefined],
  ['GET', 'http://other/api/users/me', undefined],
])('%s %s leads to %s', (method, path, name) => {
  // Act
  const match = table.match(method, path)
  // Assess
  expect(match?.route.name).toBe(name)
})

test.each([
  ['/api/users/%D9%85%D9%86%D9%89', 'منى'],
  ['/api/users/a%2Fb', 'a/b'],
  ['/api/users/%', '%'],
  ['/api/users/%2e%2e', '..'],
])('the parameter of %s is decoded as %s', (path, userId) => {
  // Act
  const match = table.match('GET', path)
  // Assess
  expect(match?.pathParameters).toEqual({ userId })
})
