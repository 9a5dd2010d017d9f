/** Reads items so many at a time. */
export async function* inPages<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncGenerator<T[]> {
  let page: T[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < size) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/**
 * Does work on items as they are read, so many at once and no more, so that neither the database nor this process waits
 * for the other. After an error nothing more is begun; it is thrown when what was under way has ended.
 */
export async function sideBySide<T>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const errors: unknown[] = []
  const begin = (item: T): void => {
    const one: Promise<void> = work(item)
      .then(() => undefined)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => underWay.delete(one))
    underWay.add(one)
  }
  try {
    for await (const item of items) {
      begin(item)
      if (underWay.size >= atOnce) await Promise.race(underWay)
      if (errors.length > 0) break
    }
  } finally {
    await Promise.all(underWay)
  }
  if (errors.length > 0) throw errors[0]
}
