import { parsePhoneNumberFromString } from 'libphonenumber-js/core'
import { EGYPT_PHONES } from '#lib/platform/egypt-phones.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'

/**
 * Converts an Egyptian mobile number (010.., +20.., 0020.., ٠١٠..) to E.164; null for anything else. Contacts and
 * messengers put marks of direction around a number, which nobody sees.
 */
export function readPhone(input: string): string | null {
  const typed = readAsNumber(input)
  const parsed = parsePhoneNumberFromString(typed.replace(/^\s*00/, '+'), 'EG', EGYPT_PHONES)
  return parsed?.isValid() && /^\+201[0125]\d{8}$/.test(parsed.number) ? parsed.number : null
}
