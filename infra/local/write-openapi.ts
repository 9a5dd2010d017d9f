import { writeFileSync } from 'node:fs'
import { routes } from '#functions/routes.ts'
import { openapiOf } from '#lib/http/openapi.ts'

/** `npm run openapi`: writes docs/openapi.json from the manifest. */
const file = new URL('../../docs/openapi.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(openapiOf(routes), null, 2)}\n`)
