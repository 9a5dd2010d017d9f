import { describe, expect, it } from 'vitest'
import { formatDuration } from '#lib/platform/format-duration.ts'

describe('a duration in words', () => {
  it.each([
    [0, '0 days', '٠ يوم'],
    [1, '1 day', 'يوم واحد'],
    [1.5, '1.5 days', '١٫٥ يوم'],
    [2, '2 days', 'يومين'],
    [3, '3 days', '٣ أيام'],
    [7, '7 days', '٧ أيام'],
    [10, '10 days', '١٠ أيام'],
    [11, '11 days', '١١ يومًا'],
    [14, '14 days', '١٤ يومًا'],
    [99, '99 days', '٩٩ يومًا'],
    [100, '100 days', '١٠٠ يوم'],
    [102, '102 days', '١٠٢ يوم'],
    [103, '103 days', '١٠٣ أيام'],
    [111, '111 days', '١١١ يومًا'],
    [1_000, '1,000 days', '١٬٠٠٠ يوم'],
  ])('counts %d days as both languages do', (count, en, ar) => {
    expect([formatDuration(count, 'day', 'en'), formatDuration(count, 'day', 'ar')]).toEqual([en, ar])
  })

  it.each([
    [1, '1 hour', 'ساعة واحدة'],
    [2, '2 hours', 'ساعتين'],
    [3, '3 hours', '٣ ساعات'],
    [10, '10 hours', '١٠ ساعات'],
    [11, '11 hours', '١١ ساعة'],
    [24, '24 hours', '٢٤ ساعة'],
    [72, '72 hours', '٧٢ ساعة'],
    [100, '100 hours', '١٠٠ ساعة'],
    [105, '105 hours', '١٠٥ ساعات'],
  ])('counts %d hours as both languages do', (count, en, ar) => {
    expect([formatDuration(count, 'hour', 'en'), formatDuration(count, 'hour', 'ar')]).toEqual([en, ar])
  })
})
