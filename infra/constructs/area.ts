import { NestedStack } from 'aws-cdk-lib'
import {
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import type { Releases } from '#infra/constructs/releases.ts'
import { NO_SUCH_ROUTE, ofRoute } from '#infra/functions.ts'
import { methodsAnsweredBy, type Route } from '#lib/lambda/http/define-route.ts'

export interface AreaProps {
  readonly area: string
  readonly routes: readonly Route[]
  /** Whether this area also has the function for requests that match no route. */
  readonly hasDefaultRoute: boolean
  readonly api: IHttpApi
  readonly platform: Platform
  readonly alarmTopic: ITopic
  /** Lets through only what came through CloudFront; null without it. */
  readonly guard: IHttpRouteAuthorizer | null
  /** Gives new code a part of the requests first; null if it gets all of them at once. */
  readonly releases: Releases | null
}

/** One area of the API in its own nested stack: a Lambda behind each route, and one alarm for all of them. */
export class Area extends NestedStack {
  constructor(scope: Construct, id: string, props: AreaProps) {
    const { area, routes, platform, alarmTopic, hasDefaultRoute } = props
    super(scope, id, { description: `Craftworks: the ${area} routes` })
    const served = [
      ...routes.map((route) => ({
        id: pascal(route.name),
        fn: ofRoute(route),
        keys: methodsAnsweredBy(route).map((method) => ({
          id: `${pascal(route.name)}${method === 'HEAD' ? 'Head' : ''}Route`,
          key: HttpRouteKey.with(route.path, HttpMethod[method]),
        })),
      })),
      ...(hasDefaultRoute
        ? [
            {
              id: 'NoSuchRoute',
              fn: NO_SUCH_ROUTE,
              keys: [{ id: 'DefaultRoute', key: HttpRouteKey.DEFAULT }],
            },
          ]
        : []),
    ]
    const functions = served.map(({ id, fn, keys }) => {
      const { lambda } = new DeployedLambda(this, id, { fn, platform })
      return { id, keys, lambda }
    })
    const alarms = alarmOfGroup(
      this,
      area,
      functions.map(({ lambda }) => lambda),
      alarmTopic,
    )
    for (const { id, keys, lambda } of functions) {
      const target = props.releases?.aliasOf(this, id, lambda, alarms) ?? lambda
      for (const route of keys) this.connect(route.id, route.key, target, props)
    }
  }

  private connect(id: string, routeKey: HttpRouteKey, fn: IFunction, { api, guard }: AreaProps): void {
    new HttpRoute(this, id, {
      httpApi: api,
      routeKey,
      integration: new HttpLambdaIntegration('Integration', fn),
      ...(guard && { authorizer: guard }),
    })
  }
}

/** The id of a construct: `acceptQuote` becomes `AcceptQuote`. Logical ids derive from it, so it must never change. */
export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
