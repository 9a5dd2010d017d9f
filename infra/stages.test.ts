import { describe, expect, it } from 'vitest'
import { deployedFunctions } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { ALL_OPTIONS, settingsWith, synthesizeSmall, synthesizeWith } from '#infra/testing/stage-with.ts'
import { synthesize } from '#infra/testing/synthesize.ts'
import { timeLimit } from '#lib/testing/time-limits.ts'

describe('a deployment', () => {
  it.each(['production', 'a-stage-with-thirty-characters'])(
    'of the stage %s has names that AWS takes, each of them once, and is protected',
    (STAGE) => {
      // Act
      const staged = synthesize({ ...production, STAGE })
      const namesOf = (type: string, name: string) =>
        staged.ofType(type).flatMap(({ Properties }) => (Properties[name] as string | undefined) ?? [])
      const functions = namesOf('AWS::Lambda::Function', 'FunctionName')
      const named = [
        [functions, 64],
        [namesOf('AWS::SQS::Queue', 'QueueName'), 80],
        [namesOf('AWS::Events::Archive', 'ArchiveName'), 48],
        [namesOf('AWS::ApiGatewayV2::Stage', 'StageName'), 128],
      ] as const
      // Assess
      expect(new Set(functions).size).toBe(deployedFunctions.length)
      for (const [names, max] of named) {
        expect(names.length).toBeGreaterThan(0)
        expect(names.filter((name) => name.length > max)).toEqual([])
      }
      const [secret] = staged.ofType('AWS::SecretsManager::Secret')
      expect([secret?.Properties.Name, secret?.DeletionPolicy]).toEqual([`craftworks/${STAGE}`, 'Retain'])
    },
    timeLimit(10_000),
  )

  it('of a protected stage has no stack that can be deleted by mistake, and of another none that cannot', () => {
    // Act
    const kept = synthesizeWith(...ALL_OPTIONS)
    const tried = synthesizeSmall({ ...settingsWith(...ALL_OPTIONS), PROTECTION: 'off' })
    // Assess
    expect(kept.stacks).toHaveLength(6)
    expect(kept.protectedStacks).toEqual(kept.stacks)
    expect(tried.protectedStacks).toEqual([])
  })

  it('is served only from its custom domain if it has one', () => {
    // Act
    const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/0'
    const own = synthesize({
      ...production,
      DOMAIN_NAME: 'api.craftworks.example',
      CERTIFICATE_ARN: certificate,
    })
    // Assess
    expect(own.ofType('AWS::ApiGatewayV2::DomainName')[0]?.Properties.DomainName).toBe(
      'api.craftworks.example',
    )
    expect(own.ofType('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1)
    const [http] = own
      .ofType('AWS::ApiGatewayV2::Api')
      .filter(({ Properties }) => Properties.ProtocolType === 'HTTP')
    expect(http?.Properties.DisableExecuteApiEndpoint).toBe(true)
  })

  it('needs no settings on a development stage, and links lead to the API itself', () => {
    // Act
    const tried = synthesize()
    const links = tried.ofType('AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { PUBLIC_URL } = Properties.Environment.Variables as { PUBLIC_URL?: unknown }
      return PUBLIC_URL === undefined ? [] : [JSON.stringify(PUBLIC_URL)]
    })
    // Assess
    expect(tried.ofType('AWS::ApiGatewayV2::Api')[0]?.Properties.Name).toBe('craftworks-dev')
    for (const link of links) expect(link).toMatch(/ApiEndpoint/)
  })
})
