/** What Lambda tells a function about a call of it. On one machine nobody ends a call. */
export interface CallContext {
  readonly awsRequestId: string
  readonly getRemainingTimeInMillis?: () => number
}
