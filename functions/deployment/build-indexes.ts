import { deploymentStep } from '#lib/lambda/deployment/deployment-step.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** What CloudFormation runs before new code gets traffic. It is no route, so it is not in the manifest. */
export const handler = deploymentStep('build-indexes', async () => {
  await connectMongo()
  await buildIndexes()
})
