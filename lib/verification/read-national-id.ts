import { readAsNumber } from '#lib/platform/invisible-characters.ts'

/** What people put between the digits: blanks, hyphens, dots. */
const SEPARATORS = /[\s\-.]/g
/** Century, year, month, day, governorate, a number of the day, a check digit. */
const PARTS = /^([23])(\d\d)(\d\d)(\d\d)(\d\d)\d{5}$/

/** What is in an Egyptian national ID number. */
interface NationalNumber {
  /** 14 Western digits. */
  readonly number: string
  /** `1990-02-28`. */
  readonly bornOn: string
}

/**
 * Reads a national ID number in the digits of any script: 14 digits, of a real day of birth in the 1900s (2) or the
 * 2000s (3), in a governorate 01 to 35 or 88 for births abroad. Null if it is none. The last digit is not computed: the
 * rule for it was never published.
 */
export function readNationalId(written: string): NationalNumber | null {
  const number = readAsNumber(written).replace(SEPARATORS, '')
  const [, century, year, month, day, governorate] = PARTS.exec(number) ?? []
  if (!century || !isGovernorate(Number(governorate))) return null
  const bornOn = `${century === '2' ? '19' : '20'}${year}-${month}-${day}`
  return isDay(bornOn) ? { number, bornOn } : null
}

const isGovernorate = (code: number): boolean => (code >= 1 && code <= 35) || code === 88

/** Whether the calendar has this day: 30 February, and 29 February of most years, it has not. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

const ADULT = 18

/** Whether somebody who was born on this day is 18 or older on `today`. Who was born on 29 February is so on 1 March. */
export function isAdult(bornOn: string, today: string): boolean {
  const adultOn = `${Number(bornOn.slice(0, 4)) + ADULT}${bornOn.slice(4)}`
  return adultOn <= today
}
