import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'

/** A metric of API Gateway, for the API (and the stage) that the dimensions name. */
export const apiGatewayMetric = (
  metricName: string,
  dimensionsMap: { readonly ApiId: string; readonly Stage?: string },
  options: MetricOptions,
): Metric =>
  new Metric({ namespace: 'AWS/ApiGateway', metricName, dimensionsMap: { ...dimensionsMap }, ...options })
