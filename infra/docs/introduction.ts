/** The first words of the document, as Markdown. */
export const INTRODUCTION = `The API of Craftworks, the Egyptian marketplace where clients find local craftsmen.

### Begin by logging in

1. Open \`POST /api/auth/login\`, press *Try it out* and *Execute*. The example is an account of the demo data, which \`npm start\` has (password \`Craftworks-demo-1\`); there is one for a client, a craftsman, a moderator and an admin.
2. This page keeps the token of the answer for all other operations, also when it is loaded again. Elsewhere, send it as \`Authorization: Bearer <token>\`.
3. It lives for an hour. \`POST /api/auth/refresh\` exchanges the \`refreshToken\` for a new pair, once.

Ids and bodies of the examples are those of the demo data. An operation says whose example it has: log in as they are.

### Errors

An error is \`{ "message", "code", "errors"? }\`. Match on \`code\`, which is stable; \`message\` is for people. \`errors\` names the fields of a request that is not valid. The examples of each status show all its codes. Refusals come in this order: 401, 403 for the role, 404 for an id that is none, 400 for the input, 404 or 403 for what is not yours, 400 for a rule that forbids it now.

| status | what to do |
| --- | --- |
| 400 | correct the request, or wait until it is allowed |
| 401 | log in again, or refresh |
| 403, 404 | it is not yours, or not there |
| 429 | wait for the seconds of \`Retry-After\` |
| 500, 503 | try again, with the same \`Idempotency-Key\` where money moves |

A request that API Gateway itself refuses (413, 429, 503) gets \`{ "message" }\` alone.

### Lists

A list is \`{ "data": [], "pagination": { "page", "limit", "totalPages", "totalItems" } }\`. \`page\` counts from 1; \`limit\` is 10 unless you say otherwise, and 100 at most.

### Values

* Money is whole piastres: 25000 is EGP 250.
* Times are ISO 8601 in UTC with milliseconds. Days of business are those of Cairo.
* A place is a GeoJSON point, the longitude first.
* An unknown field in a body is refused, in a query it is ignored.
* Operations that move money take an \`Idempotency-Key\`: the same key and body get the same answer for 24 hours, and nothing happens twice.
* \`Accept-Language: ar\` gets messages in Arabic.
* Every answer has an \`x-request-id\`. Tell us that when something is wrong. An app that records its sessions with LogRocket may send their address as \`X-LogRocket-URL\`: our logs then lead to it.

### Live

Notifications, messages and changes of a job come over a WebSocket: [its protocol](/api/docs/socket).`

/** What each area is about. */
export const AREAS: Readonly<Record<string, string>> = {
  auth: 'Accounts, logins and passwords',
  users: 'Profiles, one’s own and those of others, and uploads of pictures',
  services: 'What craftsmen offer: the categories of jobs and skills',
  jobs: 'Jobs from the post to the end, and what can be done with one now',
  quotes: 'What craftsmen ask for a job; accepting one hires its craftsman',
  invitations: 'Clients ask craftsmen for a quote',
  contracts: 'What was agreed at the hire, and the confirmation of the work',
  disputes: 'Disagreements about a job, opened by either party and decided by staff',
  messages: 'The conversation between a client and a craftsman about a job',
  notifications: 'What happened, which of it is pushed or mailed, and to which devices',
  realtime: 'The ticket that opens a WebSocket',
  reports: 'Tell staff of a user, a job, a message or a review',
  reviews: 'What both sides say about each other; hidden until both have written or 14 days are over',
  strikes: 'Strikes, and the appeals against them',
  wallet: 'A craftsman’s earnings, fees and withdrawals',
  payments: 'Payments in advance through Stripe and Fawry, and refunds',
  contact: 'Write to the team',
  faq: 'Questions and answers, and what staff make of them',
  admin:
    'What staff do: accounts, verifications, disputes, reports, reviews, strikes, payouts and refunds, approvals, settings, analytics, the activity log',
  docs: 'This documentation, and whether the API is up',
}
