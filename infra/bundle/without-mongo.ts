import type { connectMongo as real } from '#lib/platform/mongo.ts'

/** Stands in for the connection in the bundle of a function that does not use Mongo; what it lacks fails the build. */
export const connectMongo: typeof real = () => {
  throw new Error("This function was bundled without Mongo: add 'mongo' to its `uses`.")
}

export const isCastError = (): boolean => false
