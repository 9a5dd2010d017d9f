import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import { Key } from 'aws-cdk-lib/aws-kms'
import {
  DataIdentifier,
  DataProtectionPolicy,
  FilterPattern,
  LogGroup,
  MetricFilter,
  QueryDefinition,
  QueryString,
} from 'aws-cdk-lib/aws-logs'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { queues } from '#functions/consumers.ts'
import type { StageConfig } from '#infra/config.ts'
import { createAlarmTopic } from '#infra/constructs/alarm-topic.ts'
import { alarmAt } from '#infra/constructs/alarms.ts'
import { createAuditBucket } from '#infra/constructs/audit-bucket.ts'
import { createFilesBucket } from '#infra/constructs/files-bucket.ts'
import { createBus, Queues } from '#infra/constructs/queues.ts'
import { STAFF_ALARM } from '#lib/notifications/staff-alarm.ts'

/**
 * The secret as the first deployment creates it: JWT_SECRET is generated, the rest has to be filled in.
 * Never change this line, not even to add a key: CloudFormation would then overwrite the secret, and the values
 * that were filled in would be lost. New keys are added to the stored secret (docs/deploying.md).
 */
export const FIRST_SECRET =
  '{"MONGODB_URI":"","RESEND_API_KEY":"","CLOUDINARY_CLOUD_NAME":"","CLOUDINARY_API_KEY":"","CLOUDINARY_API_SECRET":"","FIREBASE_SERVICE_ACCOUNT":""}'

/**
 * What CloudWatch masks in the lines of functions. Our own lines have no such thing by construction; what the runtime
 * prints of a crash quotes the error's message, which may.
 */
const MASKED = new DataProtectionPolicy({
  name: 'craftworks',
  description: 'Masks what the runtime may quote of a crash',
  identifiers: [DataIdentifier.EMAILADDRESS, DataIdentifier.CREDITCARDNUMBER, DataIdentifier.AWSSECRETKEY],
})

/** Everything that has to outlive a deployment of the API: the secret, the logs, the queues, the bus, the key, and the alarm topic. */
export class DataStack extends Stack {
  readonly secret: Secret
  readonly functionLogs: LogGroup
  readonly accessLogs: LogGroup
  readonly alarmTopic: Topic
  readonly queues: Queues
  readonly bus: IEventBus
  /** Encrypts the data keys of people's encrypted fields. Deleting it makes those fields unreadable for ever. */
  readonly fieldKey: Key

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: StageConfig }) {
    super(scope, id, props)
    const removalPolicy = config.isProtected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
    const logs = { retention: config.logDays, removalPolicy }
    this.secret = new Secret(this, 'Secret', {
      secretName: `craftworks/${config.stage}`,
      description: 'JWT_SECRET, the database address and the keys of the gateways, as one JSON object',
      generateSecretString: {
        secretStringTemplate: FIRST_SECRET,
        generateStringKey: 'JWT_SECRET',
        excludePunctuation: true,
        passwordLength: 64,
      },
      removalPolicy,
    })
    this.functionLogs = new LogGroup(this, 'FunctionLogs', {
      logGroupName: `/craftworks/${config.stage}/functions`,
      dataProtectionPolicy: MASKED,
      ...logs,
    })
    this.accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/craftworks/${config.stage}/access`,
      ...logs,
    })
    this.fieldKey = new Key(this, 'FieldKey', {
      description: `Craftworks ${config.stage}: wraps the keys of encrypted fields`,
      enableKeyRotation: true,
      removalPolicy,
    })
    this.alarmTopic = createAlarmTopic(this, config.alarmEmail)
    this.queues = new Queues(this, 'Queues', { queues, stage: config.stage, alarmTopic: this.alarmTopic })
    this.bus = createBus(this, config.stage)
    createFilesBucket(this, config.stage)
    if (config.anchorsAudit) createAuditBucket(this, config.stage)
    this.addLoggedErrorsAlarm(config)
    this.acknowledgeFindings()
    new CfnOutput(this, 'FieldKeyArn', { value: this.fieldKey.keyArn })
    new CfnOutput(this, 'SecretName', { value: `craftworks/${config.stage}` })
  }

  /** A handler logs an unexpected error and answers 500. Lambda does not count that as an error, so the alarm is on the log. */
  private addLoggedErrorsAlarm({ stage }: StageConfig): void {
    const pattern = FilterPattern.any(
      FilterPattern.stringValue('$.level', '=', 'error'), // our own lines
      FilterPattern.stringValue('$.level', '=', 'ERROR'), // the runtime's lines: a crash while loading
      FilterPattern.stringValue('$.level', '=', 'FATAL'),
    )
    const errors = new MetricFilter(this, 'LoggedErrors', {
      logGroup: this.functionLogs,
      filterPattern: pattern,
      metricNamespace: `Craftworks/${stage}`,
      metricName: 'LoggedErrors',
    })
    new Alarm(this, 'LoggedErrorsAlarm', {
      alarmDescription: 'Functions logged unexpected errors. docs/runbooks/logged-errors.md',
      metric: errors.metric({ statistic: 'Sum' }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.alarmTopic))
    this.addPushLatencyAlarm(stage)
    this.addMoneyEventsAlarm(stage)
    new QueryDefinition(this, 'ErrorsQuery', {
      queryDefinitionName: `craftworks/${stage}/errors`,
      logGroups: [this.functionLogs],
      queryString: new QueryString({
        fields: [
          '@timestamp',
          'route',
          'schedule',
          'message',
          'error.name',
          'error.code',
          'requestId',
          'build',
        ],
        filterStatements: ["level in ['error', 'ERROR', 'FATAL']"],
        sort: '@timestamp desc',
        limit: 200,
      }),
    })
  }

  private acknowledgeFindings(): void {
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The keys belong to Atlas, Resend, Cloudinary and Firebase: only there can they be changed. docs/runbooks/rotate-a-secret.md says how.',
    })
  }

  /** Events that staff must not miss, such as a chargeback, are logged when staff are told of them. */
  private addMoneyEventsAlarm(stage: string): void {
    const events = new MetricFilter(this, 'MoneyEvents', {
      logGroup: this.functionLogs,
      filterPattern: FilterPattern.stringValue('$.message', '=', STAFF_ALARM),
      metricNamespace: `Craftworks/${stage}`,
      metricName: 'MoneyEvents',
    })
    alarmAt(this, 'MoneyEventsAlarm', {
      metric: events.metric({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      description:
        'A payment was charged back, or money is not where it should be. docs/runbooks/money-events.md',
      topic: this.alarmTopic,
    })
  }

  /** A push must be accepted by FCM within five seconds after it was queued (Part B, section 4): the metric, and an alarm if it is not. */
  private addPushLatencyAlarm(stage: string): void {
    const latency = new MetricFilter(this, 'PushLatency', {
      logGroup: this.functionLogs,
      filterPattern: FilterPattern.stringValue('$.message', '=', 'push accepted'),
      metricNamespace: `Craftworks/${stage}`,
      metricName: 'PushLatency',
      metricValue: '$.ms',
    })
    new Alarm(this, 'PushLatencyAlarm', {
      alarmDescription: 'One push in a hundred takes over 5 s to reach FCM. docs/runbooks/queues.md',
      metric: latency.metric({ statistic: 'p99', period: Duration.minutes(5) }),
      threshold: 5_000,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.alarmTopic))
  }
}
