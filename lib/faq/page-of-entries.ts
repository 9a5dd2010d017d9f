import { fail } from '#lib/errors/app-error.ts'
import type { Paging } from '#lib/platform/paging.ts'

/** A page of a list that is short enough to be in memory. It gives no cursors, so that none is accepted. */
export function pageOfEntries<T, V>(
  all: readonly T[],
  { page = 1, limit, cursor }: Paging,
  toView: (item: T) => V,
) {
  if (cursor) {
    throw fail('VALIDATION_FAILED', {
      errors: [{ path: 'cursor', message: 'Must be the cursor of a page before' }],
    })
  }
  return {
    data: all.slice((page - 1) * limit, page * limit).map((item) => toView(item)),
    pagination: { page, limit, totalPages: Math.ceil(all.length / limit), totalItems: all.length },
  }
}
