import { describe, expect, it } from 'vitest'
import { governorateOf } from '#lib/platform/governorate-of.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'

const at = (longitude: number, latitude: number) =>
  governorateOf({ type: 'Point', coordinates: [longitude, latitude] })

/** Well-known places, by their coordinates. */
const PLACES = [
  ['Tahrir Square', 31.2357, 30.0444, 'EG-C'],
  ['Nasr City', 31.33, 30.06, 'EG-C'],
  ['the pyramids', 31.1342, 29.9792, 'EG-GZ'],
  ['6th of October City', 30.93, 29.96, 'EG-GZ'],
  ['Alexandria, Sidi Gaber', 29.945, 31.219, 'EG-ALX'],
  ['Damanhur', 30.47, 31.034, 'EG-BH'],
  ['Tanta', 31.0, 30.79, 'EG-GH'],
  ['Mansoura', 31.38, 31.04, 'EG-DK'],
  ['Damietta', 31.815, 31.417, 'EG-DT'],
  ['Kafr El Sheikh', 30.94, 31.11, 'EG-KFS'],
  ['Shibin El Kom', 31.01, 30.55, 'EG-MNF'],
  ['Banha', 31.18, 30.46, 'EG-KB'],
  ['Zagazig', 31.5, 30.587, 'EG-SHR'],
  ['Ismailia', 32.27, 30.6, 'EG-IS'],
  ['Port Said', 32.3, 31.26, 'EG-PTS'],
  ['Suez', 32.53, 29.97, 'EG-SUZ'],
  ['Arish', 33.8, 31.12, 'EG-SIN'],
  ['Sharm El Sheikh', 34.33, 27.915, 'EG-JS'],
  ['Marsa Matrouh', 27.24, 31.35, 'EG-MT'],
  ['Faiyum', 30.84, 29.31, 'EG-FYM'],
  ['Beni Suef', 31.1, 29.07, 'EG-BNS'],
  ['Minya', 30.75, 28.09, 'EG-MN'],
  ['Asyut', 31.18, 27.18, 'EG-AST'],
  ['Sohag', 31.69, 26.56, 'EG-SHG'],
  ['Qena', 32.72, 26.16, 'EG-KN'],
  ['Luxor', 32.64, 25.69, 'EG-LX'],
  ['Aswan', 32.9, 24.09, 'EG-ASN'],
  ['Hurghada', 33.81, 27.26, 'EG-BA'],
  ['Kharga', 30.55, 25.44, 'EG-WAD'],
] as const

describe('the governorate of a place', () => {
  it.each(PLACES)('of %s (%d, %d) is %s', (_name, longitude, latitude, code) => {
    expect(at(longitude, latitude)).toBe(code)
  })

  it('is known for a place in each of the 27', () => {
    expect(GOVERNORATE_CODES).toHaveLength(27)
    expect(new Set(PLACES.map(([, longitude, latitude]) => at(longitude, latitude)))).toEqual(
      new Set(GOVERNORATE_CODES),
    )
  })

  it('is the nearest one for a place just off the coast', () => {
    expect(at(29.88, 31.25)).toBe('EG-ALX')
    expect(at(32.33, 31.32)).toBe('EG-PTS')
  })

  it('is none far out at sea and abroad', () => {
    expect([at(29, 33), at(46.7, 24.7), at(0, 0), at(33.5, 20)]).toEqual([null, null, null, null])
  })
})
