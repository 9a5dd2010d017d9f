import { DAY, realTime } from '#lib/platform/clock.ts'

const today = (): number => Math.floor(realTime().getTime() / DAY)

/** Where a test run that takes every so many-th of something begins: another place each day, so that nothing is left out for long. */
export const firstOf = (parts: number): number => today() % parts

/** One of so many equal parts, another one each day; the neighbours of a place take other parts. */
export const partOf = <T>(values: readonly T[], parts: number, place = 0): readonly T[] =>
  values.filter((_, i) => (i + place + today()) % parts === 0)
