/** The files that the documentation page needs: those of swagger-ui-dist, and the document that `npm run openapi` writes. */
export const VIEWER_SCRIPT = 'swagger-ui-dist/swagger-ui-bundle.js'
export const VIEWER_STYLE = 'swagger-ui-dist/swagger-ui.css'
export const OPENAPI_FILE = 'docs/openapi.json'
export const ASYNCAPI_FILE = 'docs/asyncapi.json'
