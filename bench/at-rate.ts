import { setTimeout as wait } from 'node:timers/promises'

/** Begins `work` so many times at a steady rate, whatever each of them takes. Returns what each gave. */
export async function atRate<T>(
  times: number,
  perSecond: number,
  work: (n: number) => Promise<T>,
): Promise<T[]> {
  const began = performance.now()
  const begun: Promise<T>[] = []
  for (let n = 0; n < times; n += 1) {
    const left = began + (n * 1_000) / perSecond - performance.now()
    if (left > 0) await wait(left)
    begun.push(work(n))
  }
  return Promise.all(begun)
}
