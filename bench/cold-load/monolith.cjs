// The same API as one ordinary Express application, with every package in one process, required as published.
// `npm run build` compares how long it takes to load with how long the bundles take.
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

module.exports = { app, handler: app }
