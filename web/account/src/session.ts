import { createApi, Session } from '@gatehouse/api-client';

import { Confirmation } from './step-up/confirmation';

export const session = new Session();
export const confirmation = new Confirmation();
export const api = createApi(session, undefined, confirmation.ask);
