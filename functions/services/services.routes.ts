import * as z from 'zod'
import { defineRoutes, everyCaller } from '#lib/lambda/http/define-route.ts'
import { STAFF } from '#lib/model/role.ts'
import { messageView } from '#lib/platform/api-schemas.ts'
import {
  newService,
  serviceChange,
  serviceList,
  serviceParams,
  serviceView,
  uploadedPicture,
} from '#lib/services/service.schemas.ts'

export const serviceRoutes = defineRoutes('services', {
  listServices: {
    method: 'GET',
    path: '/api/services',
    access: 'public',
    answers: { 200: serviceList },
    fails: [],
    uses: ['mongo'],
    summary: 'List every service, as a bare array',
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
    matrix: everyCaller(201),
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
    summary: 'Change a service; a new name is applied to its jobs and to craftsmen’s skills',
    matrix: everyCaller(200),
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
    matrix: everyCaller(200),
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
      'Send a multipart form with one `picture` (JPG, PNG, GIF or WebP; 2 MB at most). Use the returned `url` as the `icon` of a service.',
    matrix: everyCaller(201),
  },
})
