import * as z from 'zod'
import { OPENAPI_FILE, VIEWER_SCRIPT, VIEWER_STYLE } from '#lib/docs/viewer-files.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
const CACHED = { 'cache-control': 'public, max-age=86400' }

export const docsRoutes = defineRoutes('docs', {
  health: {
    method: 'GET',
    path: '/api/health',
    access: 'public',
    answers: { 200: z.strictObject({ status: z.literal('ok') }) },
    fails: [],
    uses: ['mongo'],
    summary: 'Check that the API and its database respond, and that the database has its unique indexes',
    description: 'HEAD answers the same without a body, as it does for everything that needs no login.',
    matrix: {},
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'public',
    answers: { 200: z.looseObject({ openapi: z.string() }) },
    fails: [],
    uses: [],
    assets: [OPENAPI_FILE],
    summary: 'Get this document',
    matrix: {},
  },
  docsPage: {
    method: 'GET',
    path: '/api/docs',
    access: 'public',
    answers: { 200: z.string() },
    produces: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': POLICY },
    fails: [],
    uses: [],
    summary: 'Read and try the documentation',
    matrix: {},
  },
  docsScript: {
    method: 'GET',
    path: '/api/docs/viewer.js',
    access: 'public',
    answers: { 200: z.string() },
    produces: 'text/javascript; charset=utf-8',
    headers: CACHED,
    assets: [VIEWER_SCRIPT],
    fails: [],
    uses: [],
    summary: 'The script of the documentation page',
    matrix: {},
  },
  docsStyle: {
    method: 'GET',
    path: '/api/docs/viewer.css',
    access: 'public',
    answers: { 200: z.string() },
    produces: 'text/css; charset=utf-8',
    headers: CACHED,
    assets: [VIEWER_STYLE],
    fails: [],
    uses: [],
    summary: 'The stylesheet of the documentation page',
    matrix: {},
  },
})
