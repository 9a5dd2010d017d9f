import { Types } from 'mongoose'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { pageOf, readPage } from '#lib/lists/read-page.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { listQuery, MAX_DEPTH } from '#lib/platform/paging.ts'
import { aDatabase } from '#lib/testing/mongo.ts'

aDatabase()

interface Item {
  _id: Types.ObjectId
  at: Date
  requestId: string
}

const query = listQuery({})
type Query = z.input<typeof query>

/** Items in a collection of their own list, `sharing` of which at a time have the same instant. */
async function aList(size: number, sharing = 3) {
  const requestId = new Types.ObjectId().toHexString()
  const items = Array.from({ length: size }, (_, i) => ({
    _id: new Types.ObjectId(),
    type: 'job.posted',
    version: 1,
    data: {},
    sentAt: null,
    requestId,
    at: new Date(Date.UTC(2026, 0, 1) + Math.floor(i / sharing) * 1_000),
  }))
  if (size > 0) await Outbox.collection.insertMany(items)
  return { requestId, ids: items.map(({ _id }) => _id.toHexString()).toReversed() }
}

const read = async (requestId: string, asked: Query, { isBrowsed = false, order = NEWEST } = {}) => {
  const page = await readPage<Item>({
    model: Outbox,
    filter: { requestId },
    order,
    search: query.parse(asked),
    isBrowsed,
    read: (stages) => Outbox.aggregate<Item>(stages),
  })
  return pageOf(page, ({ _id }) => _id.toHexString())
}

const NEWEST: Readonly<Record<string, 1 | -1>> = { at: -1, _id: -1 }

async function allBehind(requestId: string, limit: string, first: Query = {}): Promise<string[]> {
  const ids: string[] = []
  let asked: Query | null = { ...first, limit }
  while (asked) {
    const { data, pagination } = await read(requestId, asked, { isBrowsed: true })
    ids.push(...data)
    asked = pagination.nextCursor ? { limit, cursor: pagination.nextCursor } : null
  }
  return ids
}

describe('a page of a list', () => {
  it.each([
    [0, '10', 0],
    [1, '10', 1],
    [9, '10', 1],
    [10, '10', 1],
    [11, '10', 2],
    [30, '10', 3],
    [31, '10', 4],
    [7, '1', 7],
  ])('of %i items, %s on a page, is one of as many as it takes', async (size, limit, totalPages) => {
    const { requestId } = await aList(size)
    const { pagination } = await read(requestId, { page: '2', limit })
    expect(pagination).toEqual({ page: 2, limit: Number(limit), totalPages, totalItems: size })
  })

  it('has every item once over all pages, in order, whatever shares an instant', async () => {
    const { requestId, ids } = await aList(23, 5)
    const pages = await Promise.all(
      ['1', '2', '3', '4', '5', '6'].map((page) => read(requestId, { page, limit: '4' })),
    )
    expect(pages.flatMap(({ data }) => data)).toEqual(ids)
  })

  it.each(['1', '4', '5', '23', '24', '100'])('goes on by cursors of %s items to the end', async (limit) => {
    const { requestId, ids } = await aList(23, 5)
    expect(await allBehind(requestId, limit)).toEqual(ids)
  })

  it('goes on behind the last item, when newer ones come and seen ones go', async () => {
    // Prepare
    const { requestId, ids } = await aList(12, 4)
    const first = await read(requestId, { limit: '5' }, { isBrowsed: true })
    // Act
    await Outbox.deleteOne({ _id: first.data[4] })
    await Outbox.collection.insertOne({ requestId, at: clock(), type: 'job.posted', version: 1, data: {} })
    const { data } = await read(requestId, { limit: '100', cursor: first.pagination.nextCursor ?? '' })
    // Assess
    expect(data).toEqual(ids.slice(5))
  })

  it('counts what everybody browses up to 10,000, what is one person’s exactly; cursors go beyond', async () => {
    // Prepare
    const { requestId, ids } = await aList(MAX_DEPTH + 150, 7)
    // Act
    const browsed = await read(requestId, { page: '100', limit: '100' }, { isBrowsed: true })
    const own = await read(requestId, { page: '100', limit: '100' })
    // Assess
    expect(browsed.pagination).toMatchObject({ totalItems: MAX_DEPTH, totalPages: 100, capped: true })
    expect(own.pagination).toMatchObject({ totalItems: MAX_DEPTH + 150, totalPages: 102 })
    expect(own.pagination).not.toHaveProperty('capped')
    for (const { pagination } of [browsed, own]) {
      const behind = await read(requestId, { limit: '100', cursor: pagination.nextCursor ?? '' })
      expect(behind.data).toEqual(ids.slice(MAX_DEPTH, MAX_DEPTH + 100))
      expect(behind.pagination.page).toBe(101)
    }
    expect(await allBehind(requestId, '100', { page: '99' })).toEqual(ids.slice(9_800))
  })

  it('gives no cursor where pages reach all of one person’s', async () => {
    const { requestId } = await aList(20)
    const { pagination } = await read(requestId, { limit: '5' })
    expect(pagination).toEqual({ page: 1, limit: 5, totalPages: 4, totalItems: 20 })
  })

  it('refuses a cursor of another order', async () => {
    const { requestId } = await aList(20)
    const { pagination } = await read(requestId, { limit: '5' }, { isBrowsed: true })
    await expect(
      read(requestId, { cursor: pagination.nextCursor ?? '' }, { order: { at: 1, _id: 1 } }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it.each<[string, unknown[]]>([
    ['a text for an instant', ['2026', { id: '65a000000000000000000001' }]],
    ['an id for an instant', [{ id: '65a000000000000000000001' }, { id: '65a000000000000000000001' }]],
    ['a text for an id', [{ at: 0 }, '65a000000000000000000001']],
    ['a number for an id', [{ at: 0 }, 5]],
  ])('refuses a cursor that has %s', async (_what, after) => {
    const { requestId } = await aList(20)
    const cursor = encoded({ order: '-at,-_id', page: 2, after })
    await expect(read(requestId, { cursor })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })
})

const encoded = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url')

describe('the query of a list', () => {
  const whole = { order: '-at,-_id', page: 2, after: [{ at: 0 }, { id: '65a000000000000000000001' }] }

  it.each<[string, Query]>([
    ['no JSON', { cursor: 'e30x' }],
    ['nothing', { cursor: '' }],
    ['characters of no cursor', { cursor: 'a b/=' }],
    ['an operator for a value', { cursor: encoded({ ...whole, after: [{ $gt: 0 }, { $gt: 0 }] }) }],
    ['no values', { cursor: encoded({ ...whole, after: [] }) }],
    ['a page of no number', { cursor: encoded({ ...whole, page: '2' }) }],
    ['an instant that no date can have', { cursor: encoded({ ...whole, after: [{ at: 9e15 }, { at: 0 }] }) }],
    ['a field more', { cursor: encoded({ ...whole, filter: {} }) }],
    ['page and cursor together', { page: '2', cursor: encoded(whole) }],
    ['an item no page reaches', { page: '101', limit: '100' }],
    ['an item far beyond', { page: '1000000', limit: '10' }],
  ])('refuses %s', (_, asked) => {
    expect(query.safeParse(asked).success).toBe(false)
  })

  it('accepts the last page that there is, and a cursor as it was given', () => {
    expect(query.safeParse({ page: '100', limit: '100' }).success).toBe(true)
    expect(query.parse({ cursor: encoded(whole) }).cursor).toEqual(whole)
  })
})
