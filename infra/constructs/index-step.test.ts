import { describe, expect, it } from 'vitest'
import { BUILD_INDEXES } from '#infra/functions.ts'
import { production } from '#infra/testing/production.ts'
import { synthesize } from '#infra/testing/synthesize.ts'

const deployed = synthesize(production)

describe('the indexes of the template', () => {
  const resources = deployed.templates['Api.template.json']?.resources ?? {}
  const [[id, step] = []] = Object.entries(resources).filter(([, { Type }]) => Type === 'Custom::Indexes')

  it('are built before any new code gets traffic', () => {
    // Act
    const nested = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudFormation::Stack')
    // Assess
    expect(nested.length).toBeGreaterThan(10)
    for (const { DependsOn } of nested) expect(DependsOn).toContain(id)
  })

  it('are built by a function with time for it, and again when its bundle changes', () => {
    // Act
    const target = step?.Properties.ServiceToken['Fn::GetAtt'][0] as string
    // Assess
    expect(resources[target]?.Properties).toMatchObject({
      FunctionName: `craftworks-prod-${BUILD_INDEXES.id}`,
      Timeout: 900,
    })
    expect(step?.Properties.Build).toBe(resources[target]?.Properties.Environment.Variables.BUILD_ID)
    expect(Number(step?.Properties.ServiceTimeout)).toBeGreaterThan(900)
  })

  it('are built again when jobs are to be found by Atlas Search, and everything that reads jobs is told', () => {
    // Act
    const { ofType } = synthesize({ ...production, JOB_SEARCH: 'atlas' })
    // Assess
    expect(ofType('Custom::Indexes')[0]?.Properties).toMatchObject({ JobSearch: 'atlas' })
    expect(step?.Properties.JobSearch).toBeUndefined()
    const variables = ofType('AWS::Lambda::Function').flatMap(({ Properties }) =>
      Properties.Environment.Variables.JOB_SEARCH ? [Properties.FunctionName] : [],
    )
    expect(variables).toEqual(
      expect.arrayContaining(['craftworks-prod-jobs-list-jobs', `craftworks-prod-${BUILD_INDEXES.id}`]),
    )
  })
})
