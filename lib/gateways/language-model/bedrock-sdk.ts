/** What is used of the SDK: a bundle has no more of it, as it would where the whole package is loaded by the first call. */
export { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
export { NodeHttpHandler } from '@smithy/node-http-handler'
