import { Schema } from 'mongoose'
import type { Point } from '#lib/platform/api-schemas.ts'

/** A place as it is stored: GeoJSON, longitude first. */
export const pointSchema = new Schema<Point>(
  {
    type: { type: String, enum: ['Point'], required: true },
    coordinates: { type: [Number], required: true },
  },
  { _id: false },
)
