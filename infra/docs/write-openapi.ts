import { writeFileSync } from 'node:fs'
import { openapiText } from '#infra/docs/openapi-document.ts'

/** `npm run openapi`: writes docs/openapi.json from the manifest. */
writeFileSync(new URL('../../docs/openapi.json', import.meta.url), openapiText())
