import * as z from 'zod'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import { messageView } from '#lib/platform/border.ts'
import {
  newService,
  serviceChange,
  serviceList,
  serviceParams,
  serviceView,
  uploadedPicture,
} from '#lib/services/service.schemas.ts'
import { STAFF } from '#lib/users/role.ts'

export const serviceRoutes = defineRoutes('services', {
  listServices: {
    method: 'GET',
    path: '/api/services',
    access: 'public',
    answers: { 200: serviceList },
    fails: [],
    uses: ['mongo'],
    summary: 'Every service, as a bare array',
    matrix: {},
  },
  createService: {
    method: 'POST',
    path: '/api/services',
    access: STAFF,
    body: newService,
    answers: { 201: serviceView },
    fails: ['SERVICE_EXISTS'],
    uses: ['mongo'],
    summary: 'Add a service',
    matrix: each(201),
  },
  updateService: {
    method: 'PUT',
    path: '/api/services/{id}',
    access: STAFF,
    params: serviceParams,
    body: serviceChange,
    answers: { 200: serviceView },
    fails: ['SERVICE_NOT_FOUND', 'SERVICE_EXISTS'],
    uses: ['mongo'],
    summary: 'Change a service; a new name goes to its jobs and skills',
    matrix: each(200),
  },
  deleteService: {
    method: 'DELETE',
    path: '/api/services/{id}',
    access: STAFF,
    params: serviceParams,
    answers: { 200: messageView },
    fails: ['SERVICE_NOT_FOUND', 'SERVICE_IN_USE'],
    uses: ['mongo'],
    summary: 'Delete a service that no open job uses',
    matrix: each(200),
  },
  uploadServicePicture: {
    method: 'POST',
    path: '/api/services/uploads',
    access: STAFF,
    body: z.strictObject({}),
    files: { picture: { maxBytes: 2 * 1024 * 1024, required: true } },
    answers: { 201: uploadedPicture },
    fails: ['IMAGE_NOT_ACCEPTED', 'IMAGE_TOO_LARGE', 'IMAGES_UNAVAILABLE', 'MALFORMED_FORM'],
    uses: ['images'],
    summary: 'Upload an icon or a picture of a service',
    description:
      'A multipart form with one `picture` (JPG, PNG, GIF or WebP; 2 MB at most). The `url` answered is what a service takes as its `icon`.',
    matrix: each(201),
  },
})
