import { describe, expect, it } from 'vitest'
import { isolated } from '#lib/notifications/isolated.ts'

describe('what a person wrote', () => {
  it.each(['Fix tap (2)', 'حنفية mixer', 'Юрий (2)', 'Ελένη 3', '张伟 (5)'])(
    'is isolated in Arabic where letters run from left to right: %s',
    (text) => {
      expect(isolated(text, 'ar')).toBe(`\u2068${text}\u2069`)
    },
  )

  it.each(['حنفية المطبخ', '50 + 30', '🔧', 'שלום'])('stays as it is in Arabic where none do: %s', (text) => {
    expect(isolated(text, 'ar')).toBe(text)
  })

  it.each(['a\u202eb', 'a\u2069b', '\u2067ab', 'ab\u202c'])('turns nothing around behind it: %j', (text) => {
    expect(isolated(text, 'en')).toBe('ab')
    expect(isolated(text, 'ar')).toBe('\u2068ab\u2069')
  })
})
