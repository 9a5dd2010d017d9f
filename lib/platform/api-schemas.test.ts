import { expect, it } from 'vitest'
import { pageOf } from '#lib/platform/api-schemas.ts'

it.each([
  { totalItems: 0, limit: 10, totalPages: 0 },
  { totalItems: 1, limit: 10, totalPages: 1 },
  { totalItems: 9, limit: 10, totalPages: 1 },
  { totalItems: 10, limit: 10, totalPages: 1 },
  { totalItems: 11, limit: 10, totalPages: 2 },
  { totalItems: 29, limit: 10, totalPages: 3 },
  { totalItems: 30, limit: 10, totalPages: 3 },
  { totalItems: 31, limit: 10, totalPages: 4 },
  { totalItems: 7, limit: 1, totalPages: 7 },
])('$totalItems items, $limit on a page, make $totalPages pages', ({ totalItems, limit, totalPages }) => {
  // Act
  const { data, pagination } = pageOf(['item'], totalItems, { page: 2, limit })
  // Assess
  expect(pagination).toEqual({ page: 2, limit, totalPages, totalItems })
  expect(data).toEqual(['item'])
})
