// What the same API costs to start as one ordinary Express application: every package in one process,
// required as they are published. `npm run build` loads it beside the bundles and compares.
const express = require('express')
require('mongoose')
require('zod')
require('jsonwebtoken')
require('bcryptjs')
require('stripe')
require('cloudinary')
require('firebase-admin/app')
require('firebase-admin/auth')
require('firebase-admin/messaging')
require('resend')

const app = express()
app.use(express.json())
app.get('/api/health', (_request, response) => response.json({ status: 'ok' }))

module.exports = { app }
