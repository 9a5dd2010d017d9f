import mongoose, { Schema } from 'mongoose'
import { type Counts, type Grain, GRAINS, type Level, LEVELS } from '#lib/model/analytics-kinds.ts'

/** A sum of entries: of a day or a month, of everything or of a category, a governorate, or both. */
export interface AnalyticsCellRecord {
  /** `<generation>:<grain>:<at>:<level>:<category>:<governorate>` */
  _id: string
  generation: number
  grain: Grain
  level: Level
  /** A day (`2026-10-29`) or a month (`2026-10`) in Cairo. */
  at: string
  /** `-` where there is none, `*` where the level is not by it. */
  category: string
  governorate: string
  /** By kind: the counts. */
  counts: Record<string, Counts>
  /** By kind: how many entries are about people in each of 16 classes, so that few people are noticed. */
  people?: Record<string, Counts>
  /** By kind: how many entries are about each person; only in the finest cells, a day of a category in a governorate. */
  persons?: Record<string, Counts>
}

const schema = new Schema<AnalyticsCellRecord>(
  {
    _id: { type: String, required: true },
    generation: { type: Number, required: true },
    grain: { type: String, enum: GRAINS, required: true },
    level: { type: String, enum: LEVELS, required: true },
    at: { type: String, required: true },
    category: { type: String, required: true },
    governorate: { type: String, required: true },
    counts: { type: Schema.Types.Mixed, required: true },
    people: Schema.Types.Mixed,
    persons: Schema.Types.Mixed,
  },
  { collection: 'analyticsCells', versionKey: false, minimize: false },
)
// a report reads the cells of one level and a range of days, of one category or governorate or of each
schema.index({ generation: 1, grain: 1, level: 1, category: 1, governorate: 1, at: 1 }, { name: 'ofReport' })

export const AnalyticsCell = mongoose.model('AnalyticsCell', schema)
