import { OPENAPI_FILE, VIEWER_SCRIPT, VIEWER_STYLE } from '#lib/docs/viewer-files.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** The documentation page of the API: Swagger UI, served by the API itself, with no files of third parties. */
export const viewerPage = (): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Craftworks API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/docs/viewer.css">
</head>
<body>
<div id="docs"></div>
<script src="/api/docs/viewer.js"></script>
</body>
</html>
`

/** What starts the page. Whoever logs in with it, or registers, is logged in on the page too, until they log out. */
const START_SCRIPT = `
/* areas are closed at first: of a longer page than that only what is on the screen is there, and no search finds the rest */
;window.ui = SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  tryItOutEnabled: true,
  docExpansion: 'none',
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  responseInterceptor: keepToken,
})
function keepToken(response) {
  var { url, ok, obj } = response
  if (ok && /\\/api\\/auth\\/\\w/.test(url) && obj && obj.token) {
    var schema = { type: 'http', scheme: 'bearer' }
    ui.authActions.authorizeWithPersistOption({ bearer: { name: 'bearer', schema, value: obj.token } })
  }
  if (ok && /\\/api\\/auth\\/logout/.test(url)) ui.authActions.logoutWithPersistOption(['bearer'])
  return response
}
document.addEventListener('click', (event) => {
  var description = event.target.closest('.response .response-col_description__inner')
  if (description) description.closest('.response').classList.toggle('open')
})
`

/** Swagger UI and the script that starts it, in one file: the content security policy allows no inline script. */
export const viewerScript = (): string => `${readAsset(VIEWER_SCRIPT)}${START_SCRIPT}`

export const viewerStyle = (): string => `${readAsset(VIEWER_STYLE)}
.swagger-ui .topbar { display: none }
.swagger-ui .wrapper { max-width: 1200px }
.swagger-ui .info { margin: 24px 0 }
.swagger-ui .opblock-description-wrapper p { margin: 0 0 4px }
.swagger-ui tr.response:is([data-code^='4'], [data-code^='5']):not(.open) .response-col_description > :not(.response-col_description__inner) { display: none }
.swagger-ui tr.response:is([data-code^='4'], [data-code^='5']) .response-col_description__inner { cursor: pointer }
.swagger-ui tr.response:is([data-code^='4'], [data-code^='5']) .response-col_description__inner::after { content: 'examples'; display: inline-block; color: #4990e2; font-size: 12px }
.swagger-ui tr.response .response-col_description__inner :is(.renderedMarkdown, p) { display: inline; margin: 0 8px 0 0 }
.swagger-ui .response-col_links { display: none }
.swagger-ui .responses-inner > div > table.responses-table > tbody > tr > td { padding-top: 6px }
@media (max-width: 640px) {
  .swagger-ui .opblock-section-header { flex-wrap: wrap; row-gap: 18px }
  .swagger-ui input[type='file'] { max-width: 100% }
  .swagger-ui .opblock-section-header .try-out { flex-wrap: wrap; justify-content: flex-end }
  .swagger-ui .responses-table { table-layout: fixed }
  .swagger-ui .responses-table .response-col_status { width: 3.5rem; min-width: 0 }
  .swagger-ui .response-col_description { overflow-wrap: anywhere }
}
.swagger-ui .markdown p, .swagger-ui .renderedMarkdown p { unicode-bidi: plaintext }
`

/** The OpenAPI document, as `npm run openapi` wrote it from the manifest. */
export const openapiDocument = (): Record<string, unknown> =>
  JSON.parse(readAsset(OPENAPI_FILE)) as Record<string, unknown>
