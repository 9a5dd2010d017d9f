import {
  confirmation,
  contractParams,
  contractSearch,
  contractView,
} from '#lib/contracts/contract.schemas.ts'
import { defineRoutes, each } from '#lib/http/define-route.ts'
import { listOf } from '#lib/platform/border.ts'

export const contractRoutes = defineRoutes('contracts', {
  listContracts: {
    method: 'GET',
    path: '/api/contracts',
    access: 'signedIn',
    query: contractSearch,
    answers: { 200: listOf(contractView) },
    fails: [],
    uses: ['mongo'],
    summary: 'Your contracts; all of them for staff',
    matrix: each(200),
  },
  getContract: {
    method: 'GET',
    path: '/api/contracts/{contractId}',
    access: 'signedIn',
    params: contractParams,
    answers: { 200: contractView },
    fails: ['CONTRACT_NOT_FOUND'],
    uses: ['mongo', 'events'],
    summary: 'One contract, for its parties and staff',
    matrix: { ...each(200), otherClient: 404, otherCraftsman: 404 },
  },
  confirmContract: {
    method: 'POST',
    path: '/api/contracts/{contractId}/confirm',
    access: ['Client'],
    params: contractParams,
    body: confirmation,
    answers: { 201: contractView },
    fails: ['CONTRACT_NOT_FOUND', 'CONTRACT_NOT_AWAITING', 'CASH_PAID_NOT_ASKED'],
    uses: ['mongo', 'events'],
    idempotent: true,
    summary: 'Confirm that the work is done, before the window ends',
    matrix: { owner: 201, otherClient: 404 },
  },
})
