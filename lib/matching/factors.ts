/** What a factor is called in an explanation. */
export const FACTORS = [
  'near',
  'skill',
  'rating',
  'new',
  'accepts',
  'answersFast',
  'chosenOften',
  'reliable',
  'experienced',
  'available',
  'price',
  'knownToYou',
  'general',
] as const
export type Factor = (typeof FACTORS)[number]
