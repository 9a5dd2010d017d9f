import { waitingView } from '#lib/administration/approval.schemas.ts'
import { settingsChange, settingsView } from '#lib/administration/settings.schemas.ts'
import { defineRoutes } from '#lib/lambda/http/define-route.ts'

export const adminSettingsRoutes = defineRoutes('admin', {
  getSettings: {
    method: 'GET',
    path: '/api/admin/settings',
    access: ['Admin'],
    answers: { 200: settingsView },
    fails: [],
    uses: ['mongo'],
    summary: 'Get the fee rates, windows and limits of now, with their version, who made it and when',
    matrix: { admin: 200 },
  },
  changeSettings: {
    method: 'PUT',
    path: '/api/admin/settings',
    access: ['Admin'],
    body: settingsChange,
    answers: { 200: settingsView },
    waits: waitingView,
    fails: ['SETTINGS_CHANGED'],
    uses: ['mongo', 'events'],
    summary: 'Change settings; what is left out stays',
    description:
      'Each change is a new version; a change of nothing makes none. Contracts keep the terms that they were made with. With `version`, the change is refused if the settings were changed since that version.',
    matrix: { admin: 200 },
  },
})
