import { CustomResource, Duration } from 'aws-cdk-lib'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { buildIdIn, DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import { BUILD_INDEXES } from '#infra/functions.ts'

export interface IndexStepProps {
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** The longest that a function may run: building an index over millions of documents takes minutes. */
const TIMEOUT = Duration.minutes(15)

/**
 * The step of each deployment that creates collections and indexes. What serves requests has to depend on it, so that
 * no new code gets traffic without them. CloudFormation runs it when its bundle has changed, as it does with a model, and
 * when jobs are to be found in another way.
 */
export function createIndexStep(scope: Construct, { platform, alarmTopic }: IndexStepProps): CustomResource {
  const { lambda } = new DeployedLambda(scope, 'BuildIndexes', {
    fn: BUILD_INDEXES,
    platform,
    timeout: TIMEOUT,
  })
  alarmOfGroup(scope, 'the deployment', [lambda], alarmTopic)
  return new CustomResource(scope, 'Indexes', {
    resourceType: 'Custom::Indexes',
    serviceToken: lambda.functionArn,
    serviceTimeout: TIMEOUT.plus(Duration.minutes(1)),
    properties: {
      Build: buildIdIn(platform.bundles, BUILD_INDEXES),
      ...(platform.settings.JOB_SEARCH && { JobSearch: platform.settings.JOB_SEARCH }),
    },
  })
}
