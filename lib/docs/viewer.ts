import { OPENAPI_FILE, VIEWER_SCRIPT, VIEWER_STYLE } from '#lib/docs/viewer-files.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** The page of the API's documentation: Swagger UI, served by ourselves, with nothing from anywhere else. */
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

const START = `
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

/** The viewer and, behind it, what starts it: the page's policy allows no script in the page itself. */
export const viewerScript = (): string => `${readAsset(VIEWER_SCRIPT)}${START}`

export const viewerStyle = (): string => `${readAsset(VIEWER_STYLE)}
.swagger-ui .topbar { display: none }
.swagger-ui .markdown p, .swagger-ui .renderedMarkdown p { unicode-bidi: plaintext }
`

/** The OpenAPI document, as `npm run openapi` wrote it from the manifest. */
export const openapiDocument = (): Record<string, unknown> =>
  JSON.parse(readAsset(OPENAPI_FILE)) as Record<string, unknown>
