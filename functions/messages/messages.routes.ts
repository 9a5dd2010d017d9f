import * as z from 'zod'
import { jobParams } from '#lib/jobs/job.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'
import {
  messageParams,
  messageSearch,
  messageView,
  newMessage,
  sentMessageView,
  threadNamed,
  threadRead,
} from '#lib/messages/message.schemas.ts'
import { id, messageView as sentence } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { listOf } from '#lib/platform/paging.ts'

const userParams = z.object({ userId: id<UserId>() })

export const messageRoutes = defineRoutes('messages', {
  sendMessage: {
    method: 'POST',
    path: '/api/jobs/{jobId}/messages',
    access: ['Client', 'Craftsman'],
    params: jobParams,
    body: newMessage,
    answers: { 201: sentMessageView },
    fails: [
      'JOB_NOT_FOUND',
      'THREAD_NOT_FOUND',
      'RECIPIENT_REQUIRED',
      'MESSAGES_BLOCKED',
      'UPLOAD_NOT_YOURS',
      'LIMIT_REACHED',
    ],
    uses: ['mongo', 'images', 'keys', 'events'],
    summary: 'Send a message to the other party of a job',
    description:
      'Possible from the first quote or invitation on. A client with several craftsmen names one in `with` until one ' +
      'is hired. The same `clientMessageId` again, here or over a socket, answers the first message. Until a craftsman ' +
      'is hired, phone numbers and e-mail addresses are masked, and `note` says why.',
    idempotent: true,
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 201, otherCraftsman: 404 },
  },
  listMessages: {
    method: 'GET',
    path: '/api/jobs/{jobId}/messages',
    access: 'signedIn',
    params: jobParams,
    query: messageSearch,
    answers: { 200: listOf(messageView) },
    fails: ['JOB_NOT_FOUND', 'THREAD_NOT_FOUND', 'RECIPIENT_REQUIRED'],
    uses: ['mongo', 'keys'],
    summary: 'List the messages with the other party of a job, newest first',
    description: 'Staff can read the messages of a disputed job, with deleted ones.',
    matrix: {
      owner: 200,
      otherClient: 404,
      hiredCraftsman: 200,
      otherCraftsman: 404,
      moderator: 404,
      admin: 404,
    },
  },
  markThreadRead: {
    method: 'POST',
    path: '/api/jobs/{jobId}/messages/read',
    access: ['Client', 'Craftsman'],
    params: jobParams,
    body: threadNamed,
    answers: { 201: threadRead },
    fails: ['JOB_NOT_FOUND', 'THREAD_NOT_FOUND', 'RECIPIENT_REQUIRED'],
    uses: ['mongo', 'events'],
    summary: 'Mark the messages of the other party as read',
    matrix: { owner: 201, otherClient: 404, hiredCraftsman: 201, otherCraftsman: 404 },
  },
  deleteMessage: {
    method: 'DELETE',
    path: '/api/jobs/{jobId}/messages/{messageId}',
    access: ['Client', 'Craftsman'],
    params: messageParams,
    answers: { 200: messageView },
    fails: ['MESSAGE_NOT_FOUND', 'TOO_LATE_TO_DELETE'],
    uses: ['mongo'],
    summary: 'Delete your own message, within 15 minutes',
    matrix: { owner: 200, otherClient: 404, hiredCraftsman: 404, otherCraftsman: 404 },
  },
  blockUser: {
    method: 'POST',
    path: '/api/users/{userId}/block',
    access: ['Client', 'Craftsman'],
    params: userParams,
    answers: { 201: sentence },
    fails: ['USER_NOT_FOUND'],
    uses: ['mongo'],
    summary: 'Block a user, so that they cannot send you messages',
    matrix: { owner: 201, otherClient: 201, hiredCraftsman: 201, otherCraftsman: 201 },
  },
  unblockUser: {
    method: 'DELETE',
    path: '/api/users/{userId}/block',
    access: ['Client', 'Craftsman'],
    params: userParams,
    answers: { 200: sentence },
    fails: [],
    uses: ['mongo'],
    summary: 'Unblock a user',
    matrix: { owner: 200, otherClient: 200, hiredCraftsman: 200, otherCraftsman: 200 },
  },
})
