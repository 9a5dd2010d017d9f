import { writeFileSync } from 'node:fs'
import { asyncapiText } from '#infra/docs/asyncapi-document.ts'
import { openapiText } from '#infra/docs/openapi-document.ts'

/** `npm run openapi`: writes docs/openapi.json and docs/asyncapi.json from the manifest. */
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), openapiText())
writeFileSync(new URL('../../docs/asyncapi.json', import.meta.url), asyncapiText())
