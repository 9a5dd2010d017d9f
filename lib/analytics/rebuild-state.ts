import { AnalyticsCell } from '#lib/model/analytics-cell.model.ts'
import { AnalyticsFact } from '#lib/model/analytics-fact.model.ts'
import { AnalyticsPerson } from '#lib/model/analytics-person.model.ts'
import { AnalyticsState } from '#lib/model/analytics-state.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** A rebuild says so often that it is alive; one that was silent for so long has died. */
const SIGN_OF_LIFE_MS = MINUTE / 2
const ALIVE_MS = 5 * MINUTE

/** Another rebuild is under way. */
class RebuildUnderWayError extends Error {
  constructor() {
    super('another rebuild of the reports is under way')
  }
}

/** A rebuild that is under way: which generation it makes, how far it is, and that it is alive. */
export class Rebuild {
  readonly generation: number
  done = 0
  #saidAt = realTime()
  readonly #onPage: (subjects: number) => void

  private constructor(generation: number, onPage: (subjects: number) => void) {
    this.generation = generation
    this.#onPage = onPage
  }

  /** From now on nothing else is counted. Throws if another rebuild is alive. */
  static async begin(onPage: (subjects: number) => void): Promise<Rebuild> {
    await AnalyticsState.updateOne({ _id: 'current' }, { $setOnInsert: { generation: 1 } }, { upsert: true })
    const state = await AnalyticsState.findById('current').orFail().lean()
    const generation = Math.max(state.generation, state.rebuild?.generation ?? 0) + 1
    const { modifiedCount } = await AnalyticsState.updateOne(
      {
        _id: 'current',
        generation: state.generation,
        $or: [{ rebuild: null }, { 'rebuild.until': trusted({ $lte: realTime() }) }],
      },
      { $set: { rebuild: { generation, until: addMs(realTime(), ALIVE_MS) } } },
    )
    if (modifiedCount === 0) throw new RebuildUnderWayError()
    return new Rebuild(generation, onPage)
  }

  /** Something more is done. Says now and then that the rebuild is alive, and ends it if another one has taken over. */
  async advance(subjects: number): Promise<void> {
    this.done += subjects
    this.#onPage(this.done)
    if (realTime() < addMs(this.#saidAt, SIGN_OF_LIFE_MS)) return
    this.#saidAt = realTime()
    const { matchedCount } = await AnalyticsState.updateOne(
      { _id: 'current', 'rebuild.generation': this.generation },
      { $set: { 'rebuild.until': addMs(realTime(), ALIVE_MS) } },
    )
    if (matchedCount === 0) throw new RebuildUnderWayError()
  }

  /** Reports read the new generation from now on, and the old one is deleted. */
  async finish(): Promise<void> {
    const { generation } = this
    const { modifiedCount } = await AnalyticsState.updateOne(
      { _id: 'current', 'rebuild.generation': generation },
      { $set: { generation }, $unset: { rebuild: 1 } },
    )
    if (modifiedCount === 0) throw new RebuildUnderWayError()
    const isOld = { generation: { $lt: generation } }
    await Promise.all([
      AnalyticsCell.collection.deleteMany(isOld),
      AnalyticsFact.collection.deleteMany(isOld),
      AnalyticsPerson.collection.deleteMany(isOld),
    ])
  }
}
