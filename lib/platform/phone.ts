import metadata from 'libphonenumber-js/metadata.min.json' with { type: 'json' }
import { parsePhoneNumberFromString, type MetadataJson } from 'libphonenumber-js/core'

// Egypt's part of the metadata alone: the world's is 80 KB of every bundle that takes a phone number
const {
  version,
  country_calling_codes: callingCodes,
  countries,
} = metadata as unknown as Record<string, Record<string, unknown>>
const egypt = {
  version,
  country_calling_codes: { '20': callingCodes?.['20'] },
  countries: { EG: countries?.EG },
} as unknown as MetadataJson

/** Reads an Egyptian mobile number, any way people write one (010.., +20.., 0020.., ٠١٠..), as E.164; null for anything else. */
export function readPhone(written: string): string | null {
  const parsed = parsePhoneNumberFromString(written.replace(/^\s*00/, '+'), 'EG', egypt)
  return parsed?.isValid() && /^\+201[0125]\d{8}$/.test(parsed.number) ? parsed.number : null
}
