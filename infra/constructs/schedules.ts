import { Duration, NestedStack, Stack } from 'aws-cdk-lib'
import { Validations } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda'
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations'
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { pascal } from '#infra/constructs/area.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import { ofSchedule } from '#infra/functions.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import { TIME_ZONE } from '#lib/platform/cairo-time.ts'

export interface SchedulesProps {
  readonly schedules: readonly Schedule[]
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** A schedule claims what is due page by page; what it does not finish, the next run does. */
const TIMEOUT = Duration.minutes(2)

/** A run that takes longer than the pause to the next one may overlap with it, and no more run beside these two. */
const MAX_CALLS = 2

/**
 * The schedules of the manifest, each with its function, two retries and an alarm. One queue collects the runs that
 * failed for good: those that EventBridge could not start, and those that ended in an error.
 */
export class Schedules extends NestedStack {
  readonly failedRuns: Queue

  constructor(scope: Construct, id: string, { schedules, platform, alarmTopic }: SchedulesProps) {
    super(scope, id, { description: 'Craftworks: what runs by the clock' })
    this.failedRuns = new Queue(this, 'FailedRuns', {
      encryption: QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
      enforceSSL: true,
    })
    Validations.of(this.failedRuns).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself.',
    })
    const lambdas = schedules.map((schedule) => ({
      schedule,
      lambda: this.lambdaOf(schedule, platform, alarmTopic),
    }))
    const role = new Role(this, 'SchedulerRole', {
      description: 'Starts the functions of the schedules',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        start: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: lambdas.map(({ lambda }) => lambda.functionArn),
            }),
            this.mayReportFailure(),
          ],
        }),
      },
    })
    for (const { schedule, lambda } of lambdas) {
      new CfnSchedule(this, `${pascal(schedule.name)}Schedule`, {
        description: ofSchedule(schedule).summary,
        scheduleExpression: schedule.runs,
        scheduleExpressionTimezone: TIME_ZONE,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: lambda.functionArn,
          roleArn: role.roleArn,
          retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 900 },
          deadLetterConfig: { arn: this.failedRuns.queueArn },
        },
      })
    }
    alarmAt(this, 'FailedRunsAlarm', {
      metric: this.failedRuns.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      description: 'A scheduled run failed for good. docs/runbooks/schedules.md',
      topic: alarmTopic,
    })
  }

  private lambdaOf(schedule: Schedule, platform: Platform, topic: ITopic) {
    const { lambda } = new DeployedLambda(this, pascal(schedule.name), {
      fn: ofSchedule(schedule),
      platform,
      timeout: TIMEOUT,
      maxCalls: MAX_CALLS,
      grants: [this.mayReportFailure()],
    })
    // EventBridge only starts a run; Lambda retries and reports an error inside it
    new EventInvokeConfig(this, `${pascal(schedule.name)}Retries`, {
      function: lambda,
      retryAttempts: 2,
      maxEventAge: Duration.minutes(15),
      onFailure: new SqsDestination(this.failedRuns),
    })
    alarmAt(this, `${pascal(schedule.name)}Alarm`, {
      metric: lambda.metricErrors({ period: Duration.minutes(15) }),
      threshold: 1,
      description: `The schedule ${schedule.name} failed. docs/runbooks/schedules.md`,
      topic,
    })
    return lambda
  }

  private mayReportFailure(): PolicyStatement {
    return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failedRuns.queueArn] })
  }
}
