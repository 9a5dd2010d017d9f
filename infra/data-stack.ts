import { CfnOutput, Duration, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Key } from 'aws-cdk-lib/aws-kms'
import { FilterPattern, LogGroup, MetricFilter, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import { queues } from '#functions/consumers.ts'
import type { StageConfig } from '#infra/config.ts'
import { aBus, Queues } from '#infra/constructs/queues.ts'

/**
 * The secret as its first deployment makes it: JWT_SECRET generated, the rest to be filled in.
 * Never change this line, not even to add a key: CloudFormation would then make a new secret and what
 * was filled in would be lost. New keys are added to the stored secret (docs/deploying.md).
 */
export const FIRST_SECRET =
  '{"MONGODB_URI":"","RESEND_API_KEY":"","CLOUDINARY_CLOUD_NAME":"","CLOUDINARY_API_KEY":"","CLOUDINARY_API_SECRET":"","FIREBASE_SERVICE_ACCOUNT":""}'

/** What has to outlive a deployment of the API: its secret, its logs, what waits on its queues, and who is told of alarms. */
export class DataStack extends Stack {
  readonly secret: Secret
  readonly functionLogs: LogGroup
  readonly accessLogs: LogGroup
  readonly alarmTopic: Topic
  readonly queues: Queues
  readonly bus: IEventBus
  /** Wraps the keys of people's encrypted fields; whoever deletes it makes them unreadable for ever. */
  readonly fieldKey: Key

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: StageConfig }) {
    super(scope, id, props)
    const removalPolicy = config.production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
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
    this.alarmTopic = new Topic(this, 'Alarms', { enforceSSL: true })
    this.alarmTopic.addToResourcePolicy(
      new PolicyStatement({
        // the policy that enforces TLS takes the place of SNS's own, which would let alarms in
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.alarmTopic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    if (config.alarmEmail) this.alarmTopic.addSubscription(new EmailSubscription(config.alarmEmail))
    this.queues = new Queues(this, 'Queues', { queues, stage: config.stage, alarmTopic: this.alarmTopic })
    this.bus = aBus(this, config.stage)
    this.watchLoggedErrors(config)
    this.explainFindings()
    new CfnOutput(this, 'SecretName', { value: `craftworks/${config.stage}` })
  }

  /** A handler answers an unexpected error as a 500 and logs it: for Lambda that is no error, so the log is watched. */
  private watchLoggedErrors({ stage }: StageConfig): void {
    const pattern = FilterPattern.any(
      FilterPattern.stringValue('$.level', '=', 'error'), // our own lines
      FilterPattern.stringValue('$.level', '=', 'ERROR'), // the runtime's: a crash while loading
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
    this.watchPushes(stage)
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

  private explainFindings(): void {
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The keys belong to Atlas, Resend, Cloudinary and Firebase: only there can they be changed. docs/runbooks/rotate-a-secret.md says how.',
    })
  }

  /** The promise of five seconds from the queue to FCM's word (Part B, section 4): a metric, and an alarm for when it breaks. */
  private watchPushes(stage: string): void {
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
