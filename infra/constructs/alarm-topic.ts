import type { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'

/** The topic of a stack's alarms: whoever is to hear of them subscribes to it. An alarm reaches topics of its own region alone. */
export function createAlarmTopic(stack: Stack, email: string | null): Topic {
  const topic = new Topic(stack, 'Alarms', { enforceSSL: true })
  topic.addToResourcePolicy(
    new PolicyStatement({
      // the policy that enforces TLS replaces SNS's default policy, which would allow alarms
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  )
  if (email) topic.addSubscription(new EmailSubscription(email))
  return topic
}
