import { parsePhoneNumberFromString } from 'libphonenumber-js/core'
import { EGYPT_PHONES } from '#lib/platform/egypt-phones.ts'

/** Reads an Egyptian mobile number, any way people write one (010.., +20.., 0020.., ٠١٠..), as E.164; null for anything else. */
export function readPhone(written: string): string | null {
  const parsed = parsePhoneNumberFromString(written.replace(/^\s*00/, '+'), 'EG', EGYPT_PHONES)
  return parsed?.isValid() && /^\+201[0125]\d{8}$/.test(parsed.number) ? parsed.number : null
}
