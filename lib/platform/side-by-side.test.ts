import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inPages, sideBySide } from '#lib/platform/side-by-side.ts'

async function* numbers(most: number): AsyncGenerator<number> {
  for (let i = 0; i < most; i += 1) yield await Promise.resolve(i)
}

describe('work side by side', () => {
  it('is done once for each item, never more at once than allowed', async () => {
    const done: number[] = []
    let underWay = 0
    let most = 0
    await sideBySide(numbers(50), 4, async (item) => {
      most = Math.max(most, (underWay += 1))
      await wait(item % 3)
      underWay -= 1
      done.push(item)
    })
    expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(most).toBe(4)
  })

  it('ends with the first error, when what was under way has ended, and begins nothing more', async () => {
    const ended: number[] = []
    const work = sideBySide(numbers(1_000), 3, async (item) => {
      await wait(item === 2 ? 0 : 5)
      if (item === 2) throw new Error('the third')
      ended.push(item)
    })
    await expect(work).rejects.toThrow('the third')
    expect(ended).toEqual(expect.arrayContaining([0, 1]))
    expect(ended.length).toBeLessThan(10)
  })

  it('ends with the error of what it reads', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield await Promise.resolve(1)
      throw new Error('no more')
    }
    await expect(sideBySide(broken(), 2, () => Promise.resolve())).rejects.toThrow('no more')
  })
})

describe('pages', () => {
  it('have so many items each, and the last one has the rest', async () => {
    const pages: number[][] = []
    for await (const page of inPages(numbers(7), 3)) pages.push(page)
    expect(pages).toEqual([[0, 1, 2], [3, 4, 5], [6]])
  })
})
