import mongoose from 'mongoose'
import type { CursorValue } from '#lib/platform/paging.ts'

/**
 * Whether a value of a cursor is of the type that this field has in the documents of a model. A field that is not stored,
 * as a distance, may have any.
 */
export function fitsField(modelName: string, field: string, value: CursorValue | undefined): boolean {
  const type = mongoose.models[modelName]?.schema.path(field)?.instance
  if (type === 'Date') return typeof value === 'object' && 'at' in value
  if (type === 'ObjectId') return typeof value === 'object' && 'id' in value
  return type === undefined || typeof value === type.toLowerCase()
}
