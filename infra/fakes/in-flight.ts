/** The messages that a fake is sending in the background, after it has answered. */
export class InFlight {
  readonly #all = new Set<Promise<void>>()

  /** Lets it continue in the background. A message that is not accepted is no failure: our code also polls for statuses. */
  follow(sending: Promise<void>): void {
    const done: Promise<void> = sending.catch(() => undefined).finally(() => this.#all.delete(done))
    this.#all.add(done)
  }

  /** Resolves when everything that has begun by now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#all)
  }
}
