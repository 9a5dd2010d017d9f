import { describe, expect, it } from 'vitest'
import { wholeManifest } from '#infra/manifest.ts'
import { production } from '#infra/testing/production.ts'
import { smallManifest } from '#infra/testing/small-manifest.ts'
import { synthesize, type Synthesized } from '#infra/testing/synthesize.ts'

const FAQ = ['askFaq', 'listFaq']

/** A production stage with the functions of the FAQ among others. */
const stageOf = (settings: Readonly<Record<string, string>>): Synthesized => {
  const { routes, ...rest } = smallManifest()
  const faq = wholeManifest.routes.filter(({ name }) => FAQ.includes(name))
  return synthesize({ ...production, ...settings }, { manifest: { ...rest, routes: [...routes, ...faq] } })
}

interface Grant {
  readonly role: string
  readonly Action: string
  readonly Resource: unknown
  readonly Condition?: unknown
}

/** What roles may do with Bedrock. */
const grantsIn = (stage: Synthesized): readonly Grant[] =>
  stage.ofType('AWS::IAM::Role').flatMap(({ Properties }) => {
    const policies = (Properties.Policies ?? []) as { PolicyDocument: { Statement: Omit<Grant, 'role'>[] } }[]
    return policies
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('bedrock'))
      .map((statement) => ({ ...statement, role: String(Properties.Description) }))
  })

const settingsIn = (stage: Synthesized) =>
  stage.ofType('AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { FAQ_MODEL_ID, FAQ_MODEL_CALLS_PER_DAY } = Properties.Environment.Variables
    return FAQ_MODEL_ID ? [[Properties.FunctionName, FAQ_MODEL_ID, FAQ_MODEL_CALLS_PER_DAY]] : []
  })

/** An ARN of the template as a text, with the names of what is only known at the deployment. */
const arnOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : (value as { 'Fn::Join': [string, (string | { Ref: string })[]] })['Fn::Join'][1]
        .map((part) => (typeof part === 'string' ? part : part.Ref))
        .join('')

describe('a language model for the FAQ', () => {
  it('may be asked by the one function that answers questions, and by it no other model', () => {
    // Act
    const stage = stageOf({ FAQ_MODEL_ID: 'amazon.nova-micro-v1:0', FAQ_MODEL_CALLS_PER_DAY: '200' })
    const [grant, ...others] = grantsIn(stage)
    // Assess
    expect(others).toEqual([])
    expect(grant).toMatchObject({
      role: 'Ask a question in Arabic, Egyptian, Franco or English',
      Action: 'bedrock:InvokeModel',
    })
    expect(arnOf(grant?.Resource)).toBe(
      'arn:aws:bedrock:AWS::Region::foundation-model/amazon.nova-micro-v1:0',
    )
    expect(settingsIn(stage)).toEqual([['craftworks-prod-faq-ask-faq', 'amazon.nova-micro-v1:0', '200']])
  })

  it.each(['eu', 'apac', 'global'])(
    'may be asked by an inference profile (%s), and behind it in other regions through that profile alone',
    (where) => {
      // Act
      const [ofProfile, behind, ...others] = grantsIn(
        stageOf({ FAQ_MODEL_ID: `${where}.amazon.nova-micro-v1:0` }),
      )
      // Assess
      const profile = `arn:aws:bedrock:AWS::Region:AWS::AccountId:inference-profile/${where}.amazon.nova-micro-v1:0`
      expect(others).toEqual([])
      expect(arnOf(ofProfile?.Resource)).toBe(profile)
      expect(behind?.Resource).toBe('arn:aws:bedrock:*::foundation-model/amazon.nova-micro-v1:0')
      const { StringEquals } = behind?.Condition as { StringEquals: Record<string, unknown> }
      expect(arnOf(StringEquals['bedrock:InferenceProfileArn'])).toBe(profile)
    },
  )

  it('is none unless the stage names one', () => {
    // Act
    const stage = stageOf({})
    // Assess
    expect([...grantsIn(stage), ...settingsIn(stage)]).toEqual([])
  })
})
