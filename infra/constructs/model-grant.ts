import { Aws, Validations } from 'aws-cdk-lib'
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import type { DeployedFunction } from '#infra/functions.ts'

/** The id of an inference profile names where its requests may go, and then the model: `eu.amazon.nova-micro-v1:0`. */
const PROFILE = /^(?:[a-z]{2}|apac|global|us-gov)\.(.+)$/

/** What a function may ask: the model of the setting, if its needs name one and the deployment does. */
const modelOf = (
  { needs }: DeployedFunction,
  { FAQ_MODEL_ID: id }: Readonly<Record<string, string>>,
): { readonly id: string; readonly behindProfile: string | undefined } | null =>
  needs.includes('languageModel') && id ? { id, behindProfile: PROFILE.exec(id)?.[1] } : null

const modelIn = (region: string, id: string): string => `arn:aws:bedrock:${region}::foundation-model/${id}`

/**
 * A function that asks a language model may call the one of the setting, and no other: a model of this region; or an
 * inference profile, and through it alone its model in the regions that the profile has.
 */
export function modelGrantsFor(
  fn: DeployedFunction,
  settings: Readonly<Record<string, string>>,
): PolicyStatement[] {
  const model = modelOf(fn, settings)
  if (!model) return []
  const actions = ['bedrock:InvokeModel'] // Converse is allowed by it too
  if (model.behindProfile === undefined) {
    return [new PolicyStatement({ actions, resources: [modelIn(Aws.REGION, model.id)] })]
  }
  const profile = `arn:aws:bedrock:${Aws.REGION}:${Aws.ACCOUNT_ID}:inference-profile/${model.id}`
  return [
    new PolicyStatement({ actions, resources: [profile] }),
    new PolicyStatement({
      actions,
      resources: [modelIn('*', model.behindProfile)],
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    }),
  ]
}

export function acknowledgeModel(
  role: Role,
  fn: DeployedFunction,
  settings: Readonly<Record<string, string>>,
): void {
  const behindProfile = modelOf(fn, settings)?.behindProfile
  if (behindProfile === undefined) return
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${modelIn('*', behindProfile)}]`,
    reason:
      'An inference profile chooses the region. It is this one model, and only through this one profile.',
  })
}
