import { counted, type Figure, quotient, sumOf } from '#lib/analytics/figure.ts'

type Side = 'client' | 'craftsman'

const GRADES = [1, 2, 3, 4, 5] as const

export function stars(side: Side, means: string): Figure {
  return {
    means,
    unit: 'stars',
    of: ['review'],
    value: (sums) => {
      const total = GRADES.reduce((sum, grade) => sum + grade * sumOf(sums, 'review', `${side}${grade}`), 0)
      return quotient(total, sumOf(sums, 'review', side))
    },
  }
}

export function lowShare(side: Side, means: string): Figure {
  return {
    means,
    unit: 'share',
    of: ['review'],
    value: (sums) =>
      quotient(
        sumOf(sums, 'review', `${side}1`) + sumOf(sums, 'review', `${side}2`),
        sumOf(sums, 'review', side),
      ),
  }
}

/** How many ratings there are of each grade. */
export function ratings(side: Side, by: string) {
  const of = (grade: number) => counted('review', `${side}${grade}`, `Ratings of ${grade} ${by}.`)
  const name = side === 'client' ? 'byClients' : 'byCraftsmen'
  return {
    [`${name}1`]: of(1),
    [`${name}2`]: of(2),
    [`${name}3`]: of(3),
    [`${name}4`]: of(4),
    [`${name}5`]: of(5),
  }
}
