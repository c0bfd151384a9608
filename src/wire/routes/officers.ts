import { sessionShape } from '../session.js';
import type { RouteTable } from './route.js';

/** Officers and their sessions. */
export const officerRoutes: RouteTable = {
  'GET /api/v1/session': { says: 'World, town and who you are; also signed out.', answer: sessionShape },
  'POST /api/v1/session': {
    says: 'Signs in and sets the cookie; five wrong passwords are a minute of rest (429).',
    answer: sessionShape,
    example: { login: 'duty', password: 'correct horse battery staple' },
  },
  'DELETE /api/v1/session': { says: 'Signs out.', answer: sessionShape },
  'POST /api/v1/session/password': {
    says: "Changes the password and ends the officer's other sessions.",
    answer: sessionShape,
    example: { current: 'as printed at the start', password: 'one of my own choice' },
  },
};
