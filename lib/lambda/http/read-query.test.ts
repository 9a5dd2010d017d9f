import { expect, it } from 'vitest'
import { readQuery } from '#lib/lambda/http/read-query.ts'

it.each([
  ['a number', '٢٥', '25'],
  ['a place', '٣١٫٢٤,٣٠٫٠٤'.replaceAll('٫', '.'), '31.24,30.04'],
  ['a day', '٢٠٢٦-١١-٢٦', '2026-11-26'],
  ['an instant in UTC', '٢٠٢٦-١١-٢٦T٠٩:٠٠:٠٠.٠٠٠Z', '2026-11-26T09:00:00.000Z'],
  ['an instant of Cairo', '٢٠٢٦-١١-٢٦T٠٩:٠٠:٠٠+٠٢:٠٠', '2026-11-26T09:00:00+02:00'],
])('%s may be typed in Arabic digits', (_what, typed, read) => {
  expect(readQuery({ rawQueryString: '', queryStringParameters: { value: typed } })).toEqual({ value: read })
})

it('words keep the digits that they were typed with', () => {
  const words = { q: 'T٥ شقة', tag: 'T٥Z' }
  expect(readQuery({ rawQueryString: '', queryStringParameters: words })).toEqual(words)
})
