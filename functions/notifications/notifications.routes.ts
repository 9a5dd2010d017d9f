import * as z from 'zod'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { deviceToRemove, deviceView, newDevice } from '#lib/notifications/device.schemas.ts'
import {
  markedRead,
  markRead,
  notificationList,
  notificationSearch,
} from '#lib/notifications/notification.schemas.ts'
import { preferencesChange, preferencesView } from '#lib/notifications/preferences.schemas.ts'
import { unsubscribeLink } from '#lib/notifications/unsubscribe.schemas.ts'
import { messageView } from '#lib/platform/api-schemas.ts'

/** The pages load nothing, and their one form comes back here. */
const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
} as const

export const notificationRoutes = defineRoutes('notifications', {
  listNotifications: {
    method: 'GET',
    path: '/api/notifications',
    access: 'signedIn',
    query: notificationSearch,
    answers: { 200: notificationList },
    fails: [],
    uses: ['mongo'],
    summary: 'List your notifications, newest first',
    description: 'They are in the language of `Accept-Language`, else in your own, else in Arabic.',
    matrix: everyCaller(200),
  },
  markNotificationsRead: {
    method: 'POST',
    path: '/api/notifications/mark-read',
    access: 'signedIn',
    body: markRead,
    answers: { 201: markedRead },
    fails: [],
    uses: ['mongo'],
    summary: 'Mark some or all notifications as read',
    matrix: everyCaller(201),
  },
  getNotificationPreferences: {
    method: 'GET',
    path: '/api/users/me/notification-preferences',
    access: 'signedIn',
    answers: { 200: preferencesView },
    fails: [],
    uses: ['mongo'],
    summary: 'Get which notifications you receive by push and e-mail, and your quiet hours',
    matrix: everyCaller(200),
  },
  changeNotificationPreferences: {
    method: 'PUT',
    path: '/api/users/me/notification-preferences',
    access: 'signedIn',
    body: preferencesChange,
    answers: { 200: preferencesView },
    fails: [],
    uses: ['mongo'],
    summary: 'Change your notification preferences; fields that are left out stay',
    matrix: everyCaller(200),
  },
  addDevice: {
    method: 'POST',
    path: '/api/users/me/devices',
    access: 'signedIn',
    body: newDevice,
    answers: { 201: deviceView },
    fails: [],
    uses: ['mongo'],
    summary: 'Register a device for push notifications',
    description:
      'It belongs to the session that registers it, and gets no more pushes when that session ends: by logout, a reset, a new password set elsewhere, or a ban. Register it again after each login.',
    matrix: everyCaller(201),
  },
  forgetDevice: {
    method: 'DELETE',
    path: '/api/users/me/devices',
    access: 'signedIn',
    body: deviceToRemove,
    answers: { 200: messageView },
    fails: [],
    uses: ['mongo'],
    summary: 'Stop push notifications to a device',
    matrix: everyCaller(200),
  },
  unsubscribe: {
    method: 'POST',
    path: '/api/notifications/unsubscribe',
    access: 'public',
    query: unsubscribeLink,
    ignoresBody: true,
    answers: { 201: messageView },
    alsoHtml: true,
    headers: PAGE_HEADERS,
    fails: ['INVALID_UNSUBSCRIBE_LINK'],
    failsAsPage: ['INVALID_UNSUBSCRIBE_LINK'],
    uses: ['mongo', 'tokens'],
    summary: 'Stop e-mails of one kind, with the token of the link in an e-mail',
    description:
      'Mail programs call this themselves (RFC 8058, one click). A browser gets a page that says what has changed, in the language `lang`.',
    matrix: everyCaller(201),
  },
  unsubscribePage: {
    method: 'GET',
    path: '/api/notifications/unsubscribe',
    access: 'public',
    query: unsubscribeLink,
    answers: { 200: z.string() },
    fails: ['INVALID_UNSUBSCRIBE_LINK'],
    failsAsPage: ['INVALID_UNSUBSCRIBE_LINK'],
    uses: ['mongo', 'tokens'],
    produces: 'text/html; charset=utf-8',
    headers: PAGE_HEADERS,
    summary: 'Show the page behind the link in an e-mail, with one button that stops e-mails of this kind',
    matrix: everyCaller(200),
  },
})
