/** The last frame of each socket that this process works on. */
const last = new Map<string, Promise<unknown>>()

/**
 * Runs the work of a socket's frames one after the other, in the order in which they came to this process. On one
 * machine that is the order in which the app has sent them. On Lambda each process has one frame at a time, and apps
 * that need an order number their frames.
 */
export function inArrivalOrder<T>(connectionId: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(connectionId) ?? Promise.resolve()
  const mine = before.then(work, work)
  last.set(connectionId, mine)
  const forget = () => void (last.get(connectionId) === mine && last.delete(connectionId))
  void mine.then(forget, forget)
  return mine
}
