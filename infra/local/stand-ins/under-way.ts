/** What a stand-in has begun and not ended: messages that go out behind an answer. */
export class UnderWay {
  readonly #all = new Set<Promise<void>>()

  /** Lets it go on by itself. That nobody takes it is no failure: statuses are asked for too. */
  follow(sending: Promise<void>): void {
    const done: Promise<void> = sending.catch(() => undefined).finally(() => this.#all.delete(done))
    this.#all.add(done)
  }

  /** Answers when all that was begun by now has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#all)
  }
}
