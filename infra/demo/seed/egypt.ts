import type { Draws } from '#infra/demo/seed/draws.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import { governorateOf } from '#lib/platform/governorate-of.ts'
import type { GovernorateCode } from '#lib/platform/governorates.ts'

interface Town {
  /** Its part of those of the governorate who live in a town of the list. */
  readonly share: number
  /** Longitude and latitude. */
  readonly at: readonly [number, number]
  /** Within so many degrees of it live most of its people. */
  readonly spread: number
}

interface Governorate {
  readonly code: GovernorateCode
  /** In thousands, rounded: after the estimates of CAPMAS for 2023. */
  readonly people: number
  readonly towns: readonly Town[]
}

const town = (longitude: number, latitude: number, spread = 0.04, share = 1): Town => ({
  share,
  at: [longitude, latitude],
  spread,
})

const GOVERNORATES: readonly Governorate[] = [
  {
    code: 'EG-C',
    people: 10_200,
    towns: [
      town(31.2357, 30.0444, 0.03, 3),
      town(31.34, 30.06, 0.04, 3),
      town(31.257, 29.96, 0.03, 2),
      town(31.4913, 30.0299, 0.05, 2),
      town(31.245, 30.09, 0.02, 2),
    ],
  },
  {
    code: 'EG-GZ',
    people: 9_500,
    towns: [
      town(31.2089, 30.0131, 0.02, 3),
      town(31.15, 29.995, 0.03, 3),
      town(31.2, 30.076, 0.02, 2),
      town(30.928, 29.966, 0.05, 2),
    ],
  },
  { code: 'EG-SHR', people: 7_900, towns: [town(31.5021, 30.5877, 0.05, 2), town(31.7415, 30.297)] },
  { code: 'EG-DK', people: 7_100, towns: [town(31.3785, 31.0409, 0.05, 2), town(31.2597, 30.7165)] },
  { code: 'EG-BH', people: 6_900, towns: [town(30.4682, 31.0364, 0.05, 2), town(30.1284, 31.1339)] },
  { code: 'EG-MN', people: 6_400, towns: [town(30.7503, 28.1099, 0.04, 2), town(30.8413, 27.7314)] },
  { code: 'EG-KB', people: 6_100, towns: [town(31.1786, 30.466), town(31.2422, 30.1286, 0.02, 2)] },
  { code: 'EG-SHG', people: 5_800, towns: [town(31.6948, 26.5591, 0.04, 2), town(31.8916, 26.3382)] },
  {
    code: 'EG-ALX',
    people: 5_600,
    towns: [
      town(29.9187, 31.2001, 0.02, 2),
      town(29.95, 31.215, 0.02, 2),
      town(30.01, 31.25, 0.02),
      town(29.77, 31.09, 0.03),
    ],
  },
  { code: 'EG-GH', people: 5_500, towns: [town(30.9993, 30.7865, 0.04), town(31.1669, 30.9706, 0.04)] },
  { code: 'EG-AST', people: 5_100, towns: [town(31.1837, 27.1809)] },
  { code: 'EG-MNF', people: 4_800, towns: [town(31.0095, 30.5544, 0.06)] },
  { code: 'EG-FYM', people: 4_200, towns: [town(30.8418, 29.3084, 0.06)] },
  { code: 'EG-KFS', people: 3_800, towns: [town(30.9388, 31.1107, 0.05, 2), town(30.6456, 31.1325)] },
  { code: 'EG-KN', people: 3_700, towns: [town(32.716, 26.1551), town(32.2417, 26.049)] },
  { code: 'EG-BNS', people: 3_700, towns: [town(31.0979, 29.0661)] },
  { code: 'EG-ASN', people: 1_680, towns: [town(32.8998, 24.0889)] },
  { code: 'EG-DT', people: 1_630, towns: [town(31.8144, 31.4165), town(31.68, 31.439)] },
  { code: 'EG-IS', people: 1_470, towns: [town(32.2723, 30.5965)] },
  { code: 'EG-LX', people: 1_400, towns: [town(32.6396, 25.6872)] },
  { code: 'EG-PTS', people: 790, towns: [town(32.284, 31.2565, 0.02)] },
  { code: 'EG-SUZ', people: 790, towns: [town(32.5263, 29.9668)] },
  { code: 'EG-MT', people: 560, towns: [town(27.2373, 31.3543, 0.03)] },
  { code: 'EG-SIN', people: 450, towns: [town(33.7984, 31.1316, 0.02)] },
  { code: 'EG-BA', people: 410, towns: [town(33.8116, 27.2579, 0.03)] },
  { code: 'EG-WAD', people: 270, towns: [town(30.5468, 25.4514)] },
  { code: 'EG-JS', people: 115, towns: [town(34.33, 27.9158, 0.03)] },
]

/** Where somebody lives. */
export interface Home {
  readonly location: Point
  readonly governorate: GovernorateCode
}

/** A home as likely in each governorate as its population says, most of them near the middle of a town. */
export function drawHome(draws: Draws): Home {
  const { towns } = draws.weighted(GOVERNORATES, ({ people }) => people)
  const { at, spread } = draws.weighted(towns, ({ share }) => share)
  return homeNear(draws, at, spread)
}

/** A home within so many degrees of a place. Where that is the sea or the desert of nobody, another one is drawn. */
export function homeNear(draws: Draws, [longitude, latitude]: readonly number[], spread: number): Home {
  for (;;) {
    const coordinates: [number, number] = [
      round((longitude ?? 0) + draws.normal() * spread * 0.7),
      round((latitude ?? 0) + draws.normal() * spread * 0.7),
    ]
    const location: Point = { type: 'Point', coordinates }
    const governorate = governorateOf(location)
    if (governorate) return { location, governorate }
  }
}

const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5
