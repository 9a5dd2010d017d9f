import type { mongo } from 'mongoose'

/**
 * The driver's collection of a model, for what has to be fast: nothing is cast, defaulted or checked. Mongoose types it
 * for documents of any shape with an ObjectId as their id; whoever asks says what the model's records are.
 */
export const rawCollection = <R extends mongo.Document>(model: {
  readonly collection: object
}): mongo.Collection<R> => model.collection as mongo.Collection<R>
