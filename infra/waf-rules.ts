import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import { routes } from '#functions/routes.ts'
import { ERRORS } from '#lib/errors/codes.ts'
import type { Route } from '#lib/lambda/http/define-route.ts'

type Rule = CfnWebACL.RuleProperty
type Statement = CfnWebACL.StatementProperty

/** The longest path, query and header that a request of ours may need, with room. */
const MAX_BYTES = { uriPath: 512, queryString: 4_096 } as const

/** A body without a file is at most 256 KB (parse-body.ts): whose length has seven digits is refused unread. */
const SEVEN_DIGITS = '^[0-9]{7,}$'

/**
 * How many attempts to log in, to register or to reset a password one address may make in five minutes: behind an
 * address of an Egyptian mobile network are thousands of people, and one account is guarded by limits of its own.
 */
const LOGINS_PER_ADDRESS = 500

const NO_CHANGE = [{ priority: 0, type: 'NONE' }]

/**
 * What the firewall refuses, in this order: addresses that AWS knows for attacks, floods from one address (fewer for
 * logins), requests too large for any route, and known attacks.
 */
export function wafRules(requestsPerAddress: number): {
  rules: Rule[]
  customResponseBodies: Record<string, CfnWebACL.CustomResponseBodyProperty>
} {
  const rules: Omit<Rule, 'priority'>[] = [
    managed('AWSManagedRulesAmazonIpReputationList'),
    refuse('requests-per-address', rateOf(requestsPerAddress), 'flood'),
    refuse(
      'logins-per-address',
      rateOf(LOGINS_PER_ADDRESS, matches({ uriPath: {} }, pathsOfLogins(routes))),
      'flood',
    ),
    refuse('long-path', longerThan({ uriPath: {} }, MAX_BYTES.uriPath), 'size'),
    refuse('long-query', longerThan({ queryString: {} }, MAX_BYTES.queryString), 'size'),
    refuse('large-body', largeBody(), 'size'),
    managed('AWSManagedRulesKnownBadInputsRuleSet'),
  ]
  return {
    rules: rules.map((rule, priority) => ({ ...rule, priority })),
    customResponseBodies: {
      flood: bodyOf({ message: 'Too Many Requests' }), // as API Gateway throttles
      size: bodyOf({ message: ERRORS.BODY_TOO_LARGE.en, code: 'BODY_TOO_LARGE' }), // as the API refuses it
    },
  }
}

/** In English: the firewall reads no language. */
const bodyOf = (content: Readonly<Record<string, string>>): CfnWebACL.CustomResponseBodyProperty => ({
  contentType: 'APPLICATION_JSON',
  content: JSON.stringify(content),
})

const REFUSALS = { flood: 429, size: 400 } as const

function refuse(name: string, statement: Statement, why: keyof typeof REFUSALS): Omit<Rule, 'priority'> {
  const customResponse = { responseCode: REFUSALS[why], customResponseBodyKey: why }
  return { name, statement, action: { block: { customResponse } }, visibilityConfig: seenAs(name) }
}

const managed = (name: string): Omit<Rule, 'priority'> => ({
  name,
  statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
  overrideAction: { none: {} },
  visibilityConfig: seenAs(name),
})

/** Counted, and without samples: those would hold addresses and tokens. */
const seenAs = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName,
})

const rateOf = (limit: number, scopeDownStatement?: Statement): Statement => ({
  rateBasedStatement: {
    limit,
    aggregateKeyType: 'IP',
    evaluationWindowSec: 300,
    ...(scopeDownStatement && { scopeDownStatement }),
  },
})

const longerThan = (fieldToMatch: CfnWebACL.FieldToMatchProperty, size: number): Statement => ({
  sizeConstraintStatement: { fieldToMatch, size, comparisonOperator: 'GT', textTransformations: NO_CHANGE },
})

const matches = (fieldToMatch: CfnWebACL.FieldToMatchProperty, regexString: string): Statement => ({
  regexMatchStatement: { fieldToMatch, regexString, textTransformations: NO_CHANGE },
})

/** A body of a million bytes or more, to a route that takes no file. */
function largeBody(): Statement {
  const takesFiles = matches({ uriPath: {} }, pathsThatTakeFiles(routes))
  const isLarge = matches({ singleHeader: { Name: 'content-length' } }, SEVEN_DIGITS)
  return { andStatement: { statements: [isLarge, { notStatement: { statement: takesFiles } }] } }
}

/** A pattern that matches the paths of the routes with files, and no others. */
export const pathsThatTakeFiles = (all: readonly Route[]): string =>
  patternOf(all.filter(({ files }) => files))

/**
 * The same for public routes of `auth`, where somebody may guess, but for renewing a session: nobody guesses its token,
 * and every open app does it each hour.
 */
export const pathsOfLogins = (all: readonly Route[]): string =>
  patternOf(
    all.filter(
      ({ access, area, fails }) =>
        access === 'public' && area === 'auth' && !fails.includes('INVALID_REFRESH_TOKEN'),
    ),
  )

function patternOf(some: readonly Route[]): string {
  const paths = some.map(({ path }) => path.replaceAll(/\{\w+\}/g, '[^/]+'))
  return `^(${[...new Set(paths)].toSorted().join('|')})$`
}
