/** The files that the documentation is made of: package files, and the document that `npm run openapi` writes. */
export const VIEWER_SCRIPT = 'swagger-ui-dist/swagger-ui-bundle.js'
export const VIEWER_STYLE = 'swagger-ui-dist/swagger-ui.css'
export const OPENAPI_FILE = 'docs/openapi.json'
