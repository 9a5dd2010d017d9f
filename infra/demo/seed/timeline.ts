interface Event {
  readonly at: number
  /** Of two at the same time the one that was added first comes first. */
  readonly place: number
  readonly happen: () => void
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.place < b.place)

/**
 * What happens later than it is known, in the order of time: jobs begin one after the other and overlap, while the
 * postings of an account are numbered as they come. A binary heap.
 */
export class Timeline {
  readonly #events: Event[] = []
  #added = 0

  at(at: Date, happen: () => void): void {
    const event = { at: at.getTime(), place: (this.#added += 1), happen }
    const events = this.#events
    let i = events.push(event) - 1
    for (let above = (i - 1) >> 1; i > 0 && isBefore(event, events[above] as Event); above = (i - 1) >> 1) {
      events[i] = events[above] as Event
      i = above
    }
    events[i] = event
  }

  /** Lets everything happen that is due by then; what that adds too. */
  runUntil(until: Date): void {
    for (let next = this.#events[0]; next && next.at <= until.getTime(); next = this.#events[0]) {
      this.#removeFirst()
      next.happen()
    }
  }

  #removeFirst(): void {
    const events = this.#events
    const last = events.pop()
    if (!last || events.length === 0) return
    let i = 0
    for (;;) {
      let below = 2 * i + 1
      if (below >= events.length) break
      const [left, right] = [events[below] as Event, events[below + 1]]
      if (right && isBefore(right, left)) below += 1
      if (isBefore(last, events[below] as Event)) break
      events[i] = events[below] as Event
      i = below
    }
    events[i] = last
  }
}
