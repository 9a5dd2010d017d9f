/** What is used of the SDK. A bundle has it as one function, which is compiled by the first call (infra/bundle). */
export { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime'
export { NodeHttpHandler } from '@smithy/node-http-handler'
