import { OPENAPI_FILE, VIEWER_SCRIPT, VIEWER_STYLE } from '#lib/docs/viewer-files.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** The documentation page of the API: Swagger UI, served by the API itself, with no files of third parties. */
export const viewerPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Craftworks API</title>
<link rel="stylesheet" href="/api/docs/viewer.css">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/viewer.js"></script>
</body>
</html>
`

const START_SCRIPT = `
;window.ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
})
`

/** Swagger UI and the script that starts it, in one file: the content security policy allows no inline script. */
export const viewerScript = (): string => `${readAsset(VIEWER_SCRIPT)}${START_SCRIPT}`

export const viewerStyle = (): string => `${readAsset(VIEWER_STYLE)}
.swagger-ui .topbar { display: none }
.swagger-ui .markdown p, .swagger-ui .renderedMarkdown p { unicode-bidi: plaintext }
`

/** The OpenAPI document, as `npm run openapi` wrote it from the manifest. */
export const openapiDocument = (): Record<string, unknown> =>
  JSON.parse(readAsset(OPENAPI_FILE)) as Record<string, unknown>
