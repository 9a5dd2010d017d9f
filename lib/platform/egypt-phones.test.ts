import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { EGYPT_PHONES } from '#lib/platform/egypt-phones.ts'

const world = createRequire(import.meta.url)('libphonenumber-js/metadata.min.json') as {
  version: number
  country_calling_codes: Record<string, string[]>
  countries: Record<string, unknown>
}

describe("Egypt's phone metadata", () => {
  it('is what the installed libphonenumber-js has', () => {
    // Assess
    expect(EGYPT_PHONES).toEqual({
      version: world.version,
      country_calling_codes: { '20': world.country_calling_codes['20'] },
      countries: { EG: world.countries.EG },
    })
  })
})
