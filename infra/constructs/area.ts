import { NestedStack } from 'aws-cdk-lib'
import { HttpMethod, HttpRoute, HttpRouteKey, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
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
}

/** One area of the API in its own nested stack: a Lambda behind each route, and one alarm for all of them. */
export class Area extends NestedStack {
  constructor(scope: Construct, id: string, props: AreaProps) {
    const { area, routes, api, platform, alarmTopic, hasDefaultRoute } = props
    super(scope, id, { description: `Craftworks: the ${area} routes` })
    const functions = routes.map((route) => {
      const { lambda } = new DeployedLambda(this, pascal(route.name), { fn: ofRoute(route), platform })
      for (const method of methodsAnsweredBy(route)) {
        const id = `${pascal(route.name)}${method === 'HEAD' ? 'Head' : ''}Route`
        connect(this, id, api, HttpRouteKey.with(route.path, HttpMethod[method]), lambda)
      }
      return lambda
    })
    if (hasDefaultRoute) {
      const { lambda } = new DeployedLambda(this, 'NoSuchRoute', { fn: NO_SUCH_ROUTE, platform })
      connect(this, 'DefaultRoute', api, HttpRouteKey.DEFAULT, lambda)
      functions.push(lambda)
    }
    alarmOfGroup(this, area, functions, alarmTopic)
  }
}

const connect = (scope: Construct, id: string, httpApi: IHttpApi, routeKey: HttpRouteKey, fn: Function) =>
  new HttpRoute(scope, id, { httpApi, routeKey, integration: new HttpLambdaIntegration('Integration', fn) })

/** The id of a construct: `acceptQuote` becomes `AcceptQuote`. Logical ids derive from it, so it must never change. */
export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
