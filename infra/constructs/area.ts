import { NestedStack } from 'aws-cdk-lib'
import { HttpRoute, HttpRouteKey, type HttpMethod, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmOfGroup } from '#infra/constructs/alarms.ts'
import { DeployedLambda, type Platform } from '#infra/constructs/function.ts'
import { NO_SUCH_ROUTE, ofRoute } from '#infra/functions.ts'
import type { Route } from '#lib/http/define-route.ts'

export interface AreaProps {
  readonly area: string
  readonly routes: readonly Route[]
  /** Whether what no route takes is answered here as well. */
  readonly answersTheRest: boolean
  readonly api: IHttpApi
  readonly platform: Platform
  readonly alarmTopic: ITopic
}

/** One area of the API in a stack of its own: a Lambda behind each route, and one alarm for all of them. */
export class Area extends NestedStack {
  constructor(scope: Construct, id: string, props: AreaProps) {
    const { area, routes, api, platform, alarmTopic, answersTheRest } = props
    super(scope, id, { description: `Craftworks: the ${area} routes` })
    const functions = routes.map((route) => {
      const { lambda } = new DeployedLambda(this, pascal(route.name), { fn: ofRoute(route), platform })
      connect(this, `${pascal(route.name)}Route`, api, keyOf(route), lambda)
      return lambda
    })
    if (answersTheRest) {
      const { lambda } = new DeployedLambda(this, 'NoSuchRoute', { fn: NO_SUCH_ROUTE, platform })
      connect(this, 'DefaultRoute', api, HttpRouteKey.DEFAULT, lambda)
      functions.push(lambda)
    }
    alarmOfGroup(this, area, functions, alarmTopic)
  }
}

const connect = (scope: Construct, id: string, httpApi: IHttpApi, routeKey: HttpRouteKey, fn: Function) =>
  new HttpRoute(scope, id, { httpApi, routeKey, integration: new HttpLambdaIntegration('Integration', fn) })

const keyOf = ({ path, method }: Route): HttpRouteKey => HttpRouteKey.with(path, method as HttpMethod)

/** Ids of constructs: `acceptQuote`, `AcceptQuote`. Logical ids come from them, so they never change. */
export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase())
